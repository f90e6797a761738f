import { strict as assert } from "node:assert";
import {
  type ConfigSources,
  mergeEnvironment,
  parseConfig,
  parseDotEnv,
} from "./config.ts";

Deno.test("parseConfig() uses defaults when nothing is set", () => {
  assert.deepEqual(parse({}), {
    teams: [],
    startingCash: 10_000_000_000_000n,
    syncRegistry: false,
    gitAllowFile: false,
    alpacaFeed: "iex",
    barsSocket: false,
    live: false,
    jumpLimit: 50,
    seed: 1,
    host: "0.0.0.0",
    port: 8000,
    trustedProxy: [],
    noApi: false,
    dataDir: "./data",
    printGlobal: false,
    logLevel: "info",
    alerts: ["halt", "invariant", "disk", "feed", "frozen", "quarantine"],
    keepLogsDays: 30,
    keepTelemetryDays: 90,
    logFileMb: 10,
    logFiles: 5,
    diskWarnDays: 7,
    diskWarnMb: 1_024,
    strategyTimeoutMs: 5_000,
    strategyMemoryMb: 400,
    phaseBudgetMs: 40_000,
    slots: 3,
    sandboxLayers: [
      "cgroup_memory",
      "data_limit",
      "no_network",
      "uid",
      "no_new_privileges",
    ],
    window: 390,
    equitySpreadBps: 2,
    cryptoSpreadBps: 10,
    impactBps: 30,
    participation: 0.1,
    equityFeeBps: 0,
    cryptoFeeBps: 25,
  });
});

Deno.test("parseConfig() lets flags win over the environment, that over .env", () => {
  const dotEnv = { QTC_PORT: "1", QTC_SEED: "2", QTC_HOST: "127.0.0.1" };
  const env = { QTC_PORT: "10", QTC_SEED: "20", QTC_HOST: "" };
  const { port, seed, host } = parse({ flags: { port: "100" }, env, dotEnv });
  assert.deepEqual({ port, seed, host }, {
    port: 100,
    seed: 20,
    host: "127.0.0.1",
  });
});

Deno.test("parseConfig() names every bad setting at once, by where it was set", () => {
  assert.throws(
    () =>
      parse({
        flags: { port: "http", speed: "0" },
        env: { QTC_FEED: "paper", QTC_LOG_LEVEL: "loud" },
        dotEnv: { QTC_SEED: "1.5" },
      }),
    {
      code: "invalid",
      message: [
        "Cannot use settings: 5 settings are wrong",
        '  QTC_FEED: must be simulated, alpaca or recorded, not "paper"',
        "  --speed: must be max, or a number above 0 and at most 100000, " +
        'not "0"',
        "  QTC_SEED in .env: must be a whole number from 0 to 4294967295, " +
        'not "1.5"',
        '  --port: must be a whole number from 0 to 65535, not "http"',
        "  QTC_LOG_LEVEL: must be debug, info, warning or error, " +
        'not "loud"',
      ].join("\n"),
    },
  );
});

Deno.test("parseConfig() reads each kind of value", () => {
  const config = parse({
    flags: {
      teams: ["A;./a;s:A", "B;./b;s:B"],
      at: "2013-10-07",
      until: "2013-10-11T16:00:00-04:00",
      speed: "max",
      symbols: "aapl, BTC",
      startingCash: "2500.50",
      noApi: "true",
      slots: "8",
    },
  });
  assert.deepEqual(config.teams, ["A;./a;s:A", "B;./b;s:B"]);
  assert.deepEqual(config.at, { date: "2013-10-07" });
  assert.equal(config.until, Date.UTC(2013, 9, 11, 20));
  assert.equal(config.speed, "max");
  assert.deepEqual(config.symbols, ["AAPL", "BTC"]);
  assert.equal(config.startingCash, 2_500_500_000_000n);
  assert.equal(config.noApi, true);
  assert.equal(config.slots, 8);
});

Deno.test("parseConfig() splits teams in a variable at each bar", () => {
  const { teams } = parse({ env: { QTC_TEAMS: "A;./a;s:A | B;./b;s:B" } });
  assert.deepEqual(teams, ["A;./a;s:A", "B;./b;s:B"]);
});

Deno.test("parseConfig() refuses settings that contradict each other", () => {
  assert.throws(() => parse({ flags: { feed: "recorded" } }), /wants --bars/);
  assert.throws(() => parse({ flags: { bars: "b" } }), /wants --feed recorded/);
  assert.throws(
    () => parse({ flags: { symbols: "A", universe: "u.yaml" } }),
    /give one/,
  );
});

Deno.test("parseConfig() takes --live from a flag only", () => {
  assert.equal(parse({ env: { QTC_LIVE: "true" } }).live, false);
  assert.equal(parse({ flags: { live: "true" } }).live, true);
});

const REFUSED: readonly [string, readonly string[]][] = [
  ["port", ["", " 80", "-1", "65536", "1e3", "0x10", "80.5"]],
  ["participation", ["0", "0.11", "-0.1", "."]],
  ["startingCash", ["-1", "1e4", "10,000", "1000000000000.01", "NaN"]],
  ["at", ["2013-02-30", "2013-10-07T14:30", "1999-12-31", "2041-01-01", "Now"]],
  ["until", [
    "2013-10-07",
    "now",
    "2013-10-07T25:00Z",
    "2013-10-07T10:00+99:00",
  ]],
  ["speed", ["MAX", "-1", "100001"]],
  ["symbols", ["", "AAPL,,MSFT", "AAPL,aapl", "BTC/USD", "A A"]],
  ["host", ["", "localhost:80", "http://a", "a b"]],
  ["registry", ["", " ", "a\0b"]],
  ["noApi", ["maybe"]],
];
for (const [name, texts] of REFUSED) {
  Deno.test(`parseConfig() refuses what is no ${name}`, () => {
    for (const text of texts) {
      assert.throws(
        () => parse({ flags: { [name]: text } }),
        { code: "invalid" },
        text,
      );
    }
  });
}

Deno.test("parseDotEnv() reads names, quotes and comments", () => {
  const text = [
    "# keys = none",
    "A=1",
    'export B="two words" # why',
    "C = 'x # $y' ",
    "D=a#b # comment",
    'E="one\\ntwo \\"q\\" \\\\"',
    "F=",
    'G="over',
    'two lines"',
    "nonsense",
    "1X=1",
    "H=a=b==\r",
  ].join("\n");
  assert.deepEqual(parseDotEnv(text), {
    A: "1",
    B: "two words",
    C: "x # $y",
    D: "a#b",
    E: 'one\ntwo "q" \\',
    F: "",
    G: "over\ntwo lines",
    H: "a=b==",
  });
});

Deno.test("mergeEnvironment() lets the real environment win, empty ones lose", () => {
  assert.deepEqual(
    mergeEnvironment({ A: "real", B: "" }, { A: "file", B: "file" }),
    { A: "real", B: "file" },
  );
});

function parse(sources: Partial<ConfigSources>) {
  return parseConfig({ flags: {}, env: {}, cores: 3, ...sources });
}
