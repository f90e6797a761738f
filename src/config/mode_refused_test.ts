import { strict as assert } from "node:assert";
import type { Environment } from "./config.ts";
import { chooseMode, type ModeOptions } from "./mode.ts";

const KEYS = { ALPACA_API_KEY: "k", ALPACA_API_SECRET: "s" };
const APCA = { APCA_API_KEY_ID: "k", APCA_API_SECRET_KEY: "s" };
const LIVE_KEYS = { ...KEYS, ALPACA_PAPER: "false" };
const PAPER_URL = "https://paper-api.alpaca.markets";
const LIVE_URL = "https://api.alpaca.markets";
const LOOP_URL = "http://127.0.0.1:9000";
const DAY = { date: "2013-10-07" };

type Flags = Partial<Omit<ModeOptions, "env">>;

const REFUSED: readonly [string, Environment, Flags, RegExp][] = [
  ["half a pair", { ALPACA_API_KEY: "k" }, {}, /ALPACA_API_SECRET is missing/],
  [
    "the other half",
    { APCA_API_SECRET_KEY: "s" },
    { feed: "simulated" },
    /APCA_API_KEY_ID is missing/,
  ],
  [
    "halves of two pairs",
    { ALPACA_API_KEY: "k", APCA_API_SECRET_KEY: "s" },
    {},
    /missing/,
  ],
  ["two pairs", { ...KEYS, ...APCA, APCA_API_KEY_ID: "z" }, {}, /different/],
  [
    "ALPACA_PAPER=maybe",
    { ...KEYS, ALPACA_PAPER: "maybe" },
    {},
    /true or false/,
  ],
  [
    "--live without keys",
    {},
    { live: true },
    /--live: it wants ALPACA_API_KEY/,
  ],
  [
    "--feed alpaca without keys",
    {},
    { feed: "alpaca" },
    /wants ALPACA_API_KEY/,
  ],
  ["--broker alpaca without keys", {}, { broker: "alpaca" }, /--broker alpaca/],
  ["--live on paper", KEYS, { live: true }, /ALPACA_PAPER is not false/],
  ["a live account without --live", LIVE_KEYS, {}, /wants --live as well/],
  [
    "--live with the simulated broker",
    LIVE_KEYS,
    { live: true, broker: "simulated" },
    /the broker is the simulated one/,
  ],
  [
    "a live account and recorded bars",
    LIVE_KEYS,
    { feed: "recorded" },
    /must never trade it/,
  ],
  [
    "a live account and simulated bars",
    LIVE_KEYS,
    { feed: "simulated", live: true },
    /must never trade it/,
  ],
  [
    "a live broker and recorded bars",
    LIVE_KEYS,
    { feed: "recorded", broker: "alpaca", live: true },
    /wants the alpaca feed/,
  ],
  [
    "a paper broker and simulated bars",
    KEYS,
    { feed: "simulated", broker: "alpaca" },
    /wants the alpaca feed/,
  ],
  ["a paper broker and speed 60", KEYS, { speed: 60 }, /runs in real time/],
  ["a paper broker and speed max", KEYS, { speed: "max" }, /runs in real time/],
  ["a paper broker and a day", KEYS, { at: DAY }, /leave out --at/],
  [
    "real bars and speed 60",
    KEYS,
    { broker: "simulated", speed: 60 },
    /the alpaca feed runs in real time/,
  ],
  ["--at now and speed 60", {}, { at: "now", speed: 60 }, /real time/],
  [
    "--at now and recorded",
    {},
    { at: "now", feed: "recorded" },
    /not from now/,
  ],
  [
    "the live URL on paper",
    { ...KEYS, APCA_API_BASE_URL: LIVE_URL },
    {},
    /APCA_API_BASE_URL: it disagrees with ALPACA_PAPER=true/,
  ],
  [
    "the paper URL when live",
    { ...LIVE_KEYS, ALPACA_BASE_URL: PAPER_URL },
    { live: true },
    /ALPACA_BASE_URL: it disagrees with ALPACA_PAPER=false/,
  ],
  [
    "http that is not on loopback",
    { ...KEYS, ALPACA_BASE_URL: "http://paper-api.alpaca.markets" },
    {},
    /http is for loopback only/,
  ],
  [
    "a host that only looks like loopback",
    { ...KEYS, ALPACA_BASE_URL: "http://127.0.0.1.example.com" },
    {},
    /http is for loopback only/,
  ],
  [
    "a host that nobody knows",
    { ...KEYS, ALPACA_BASE_URL: "https://example.com" },
    {},
    /must be https:\/\/paper-api/,
  ],
  [
    "a URL with a password",
    { ...KEYS, ALPACA_BASE_URL: "https://a:b@paper-api.alpaca.markets" },
    {},
    /must look like/,
  ],
  ["no URL", { ...KEYS, ALPACA_BASE_URL: "paper" }, {}, /must look like/],
  [
    "two URLs",
    { ...KEYS, ALPACA_BASE_URL: PAPER_URL, APCA_API_BASE_URL: LOOP_URL },
    {},
    /they differ/,
  ],
  [
    "live in production without an admin key",
    { ...LIVE_KEYS, QTC_ENV: "production" },
    { live: true },
    /wants QTC_ADMIN_KEY/,
  ],
  [
    "--live in testing",
    { ...LIVE_KEYS, QTC_ENV: "testing" },
    { live: true },
    /testing/,
  ],
  [
    "--broker alpaca in testing",
    { ...KEYS, QTC_ENV: "testing" },
    { broker: "alpaca" },
    /forces/,
  ],
  [
    "--feed alpaca in testing",
    { ...KEYS, QTC_ENV: "testing" },
    { feed: "alpaca" },
    /forces/,
  ],
  ["another QTC_ENV", { QTC_ENV: "staging" }, {}, /development, testing or/],
];

for (const [what, env, flags, message] of REFUSED) {
  Deno.test(`chooseMode() refuses ${what}`, () => {
    assert.throws(() => chooseMode({ live: false, ...flags, env }), (error) => {
      assert(error instanceof Error);
      assert.match(error.message, message);
      assert.match(error.message, /^Cannot use /);
      assert.equal("code" in error && error.code, "invalid");
      return true;
    });
  });
}
