import { strict as assert } from "node:assert";
import type { Environment } from "./config.ts";
import { chooseMode, type Mode, type ModeOptions } from "./mode.ts";
import { loudLine } from "./mode_line.ts";

const KEYS = { ALPACA_API_KEY: "k", ALPACA_API_SECRET: "s" };
const APCA = { APCA_API_KEY_ID: "k", APCA_API_SECRET_KEY: "s" };
const LIVE_KEYS = { ...KEYS, ALPACA_PAPER: "false" };
const PAPER_URL = "https://paper-api.alpaca.markets";
const LIVE_URL = "https://api.alpaca.markets";
const LOOP_URL = "http://127.0.0.1:9000";
const DAY = { date: "2013-10-07" };

type Flags = Partial<Omit<ModeOptions, "env">>;
type Expected = readonly [
  label: Mode["label"],
  feed: Mode["feed"],
  broker: Mode["broker"],
  clock: Mode["clock"],
  speed: Mode["speed"],
  account: string,
  baseUrl?: string,
];
const SIM: Expected = [
  ...["SIMULATED", "simulated", "simulated"] as const,
  ...["simulated", 60, "simulated"] as const,
];
const RECORDED: Expected = [
  ...["SIMULATED", "recorded", "simulated"] as const,
  ...["simulated", 60, "simulated"] as const,
];
const REAL_BARS: Expected = [
  ...["SIMULATED", "alpaca", "simulated", "wall", 1, "simulated"] as const,
];
const PAPER: Expected = [
  ...["PAPER", "alpaca", "alpaca", "wall", 1, "alpaca-paper"] as const,
  PAPER_URL,
];
const LIVE: Expected = [
  ...["LIVE", "alpaca", "alpaca", "wall", 1, "alpaca-live"] as const,
  LIVE_URL,
];

function looped(
  label: "PAPER" | "LIVE",
  feed: Mode["feed"],
): Expected {
  const account = `alpaca-${label.toLowerCase()}-loopback`;
  return [label, feed, "alpaca", "alpaca", 1, account, LOOP_URL];
}

const ACCEPTED: readonly [string, Environment, Flags, Expected][] = [
  ["nothing is set", {}, {}, SIM],
  ["variables are empty", { ALPACA_API_KEY: "", QTC_ENV: "" }, {}, SIM],
  ["the feed is simulated", {}, { feed: "simulated" }, SIM],
  ["the feed is recorded", {}, { feed: "recorded" }, RECORDED],
  ["a day is given", {}, { feed: "recorded", at: DAY }, RECORDED],
  ["ALPACA_PAPER is false without keys", { ALPACA_PAPER: "false" }, {}, SIM],
  ["the speed is max", {}, { speed: "max" }, SIM.with(4, "max") as never],
  ["the speed is 1", {}, { speed: 1 }, SIM.with(4, 1) as never],
  [
    "--at now asks for real time",
    {},
    { at: "now" },
    SIM.with(3, "wall").with(4, 1) as never,
  ],
  [
    "--at now says speed 1 too",
    {},
    { at: "now", speed: 1 },
    SIM.with(3, "wall").with(4, 1) as never,
  ],
  ["there are keys", KEYS, {}, PAPER],
  ["the keys have their other names", APCA, {}, PAPER],
  ["the keys have both names", { ...KEYS, ...APCA }, {}, PAPER],
  ["paper is said", { ...KEYS, ALPACA_PAPER: "TRUE" }, {}, PAPER],
  ["speed 1 and now are said", KEYS, { speed: 1, at: "now" }, PAPER],
  ["everything is said", KEYS, { feed: "alpaca", broker: "alpaca" }, PAPER],
  [
    "the paper URL is said",
    { ...KEYS, APCA_API_BASE_URL: PAPER_URL },
    {},
    PAPER,
  ],
  [
    "the paper URL has a version",
    { ...KEYS, ALPACA_BASE_URL: `${PAPER_URL}/v2` },
    {},
    PAPER,
  ],
  [
    "it is in production on paper",
    { ...KEYS, QTC_ENV: "production" },
    {},
    PAPER,
  ],
  ["the broker is simulated", KEYS, { broker: "simulated" }, REAL_BARS],
  [
    "live keys, simulated broker",
    LIVE_KEYS,
    { broker: "simulated" },
    REAL_BARS,
  ],
  ["keys, simulated feed", KEYS, { feed: "simulated" }, SIM],
  ["keys, recorded feed", KEYS, { feed: "recorded" }, RECORDED],
  [
    "live keys, recorded feed, and the simulated broker is said",
    LIVE_KEYS,
    { feed: "recorded", broker: "simulated" },
    RECORDED,
  ],
  ["live is asked for twice", LIVE_KEYS, { live: true }, LIVE],
  [
    "live is asked for twice with its URL",
    { ...LIVE_KEYS, ALPACA_BASE_URL: `${LIVE_URL}/` },
    { live: true },
    LIVE,
  ],
  [
    "live in production has an admin key",
    { ...LIVE_KEYS, QTC_ENV: "production", QTC_ADMIN_KEY: "a" },
    { live: true },
    LIVE,
  ],
  [
    "live in production has an admin key from elsewhere",
    { ...LIVE_KEYS, QTC_ENV: "production" },
    { live: true, hasAdminKey: true },
    LIVE,
  ],
  [
    "the broker is on loopback",
    { ...KEYS, APCA_API_BASE_URL: LOOP_URL },
    {},
    looped("PAPER", "alpaca"),
  ],
  [
    "the feed is on loopback",
    { ...KEYS, QTC_ALPACA_TRADING_URL: LOOP_URL },
    { broker: "simulated" },
    REAL_BARS.with(3, "alpaca") as never,
  ],
  [
    "the broker is on loopback with recorded bars",
    { ...KEYS, APCA_API_BASE_URL: LOOP_URL },
    { feed: "recorded", broker: "alpaca" },
    looped("PAPER", "recorded"),
  ],
  [
    "live is rehearsed on loopback",
    { ...LIVE_KEYS, APCA_API_BASE_URL: LOOP_URL },
    { live: true },
    looped("LIVE", "alpaca"),
  ],
  ["keys are set in testing", { ...KEYS, QTC_ENV: "testing" }, {}, SIM],
  ["live keys in testing", { ...LIVE_KEYS, QTC_ENV: "testing" }, {}, SIM],
  [
    "recorded in testing",
    { ...LIVE_KEYS, QTC_ENV: "testing" },
    { feed: "recorded" },
    RECORDED,
  ],
  ["development is said", { QTC_ENV: "development" }, {}, SIM],
];

for (const [when, env, flags, expected] of ACCEPTED) {
  Deno.test(`chooseMode() says ${expected[0]} when ${when}`, () => {
    const mode = chooseMode({ live: false, ...flags, env });
    const { label, feed, broker, clock, speed, account, baseUrl } = mode;
    const found = [label, feed, broker, clock, speed, account];
    assert.deepEqual(baseUrl ? [...found, baseUrl] : found, expected);
  });
}

Deno.test("chooseMode() reaches a real account from no mix but one", () => {
  const feeds = ["simulated", "recorded", "alpaca", undefined] as const;
  const brokers = ["simulated", "alpaca", undefined] as const;
  const papers = ["true", "false", undefined];
  const ats = [undefined, "now", DAY] as const;
  const speeds = [undefined, 1, 60, "max"] as const;
  let live = 0;
  for (const feed of feeds) {
    for (const broker of brokers) {
      for (const paper of papers) {
        for (const at of ats) {
          for (const speed of speeds) {
            for (const flag of [true, false]) {
              const mode = attempt({
                env: { ...KEYS, ...(paper && { ALPACA_PAPER: paper }) },
                ...(feed && { feed }),
                ...(broker && { broker }),
                ...(at && { at }),
                ...(speed && { speed }),
                live: flag,
              });
              if (mode?.broker !== "alpaca") continue;
              assert.equal(mode.feed, "alpaca");
              assert.equal(mode.clock, "wall");
              assert.equal(mode.speed, 1);
              assert.equal(mode.label === "LIVE", flag && paper === "false");
              if (mode.label === "LIVE") live++;
            }
          }
        }
      }
    }
  }
  // Feed and broker said or not, --at now or not, --speed 1 or not.
  assert.equal(live, 2 * 2 * 2 * 2);
});

Deno.test("loudLine() says which it is, live in capitals", () => {
  const line = (env: Environment, live: boolean) =>
    loudLine(chooseMode({ env, live }));
  assert.match(line({}, false), /SIMULATED: .* speed 60; no real orders/);
  assert.match(line(KEYS, false), /PAPER: .*paper-api.*in real time/);
  assert.match(line(LIVE_KEYS, true), /LIVE: REAL MONEY\. ORDERS GO/);
});

function attempt(options: ModeOptions): Mode | undefined {
  try {
    return chooseMode(options);
  } catch {
    return undefined;
  }
}
