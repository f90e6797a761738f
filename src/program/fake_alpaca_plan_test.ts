import { strict as assert } from "node:assert";
import type { FakeAlpacaCommand } from "../cli/command.ts";
import type { Environment } from "../config/config.ts";
import { type FakeAlpacaPlan, readFakeAlpaca } from "./fake_alpaca_plan.ts";

function read(
  given: Omit<FakeAlpacaCommand, "command"> = {},
  env: Environment = {},
): FakeAlpacaPlan {
  return readFakeAlpaca(
    { command: "fake-alpaca", ...given },
    env,
    (path) => path === "bad" ? "two words\n" : "filed\n",
  );
}

Deno.test("readFakeAlpaca() has something for everything that is not given", () => {
  const { controlSecret, shownControlSecret, ...rest } = read();
  assert.deepEqual(rest, {
    ...{ host: "127.0.0.1", port: 0, seed: 1, speed: 1, cash: 100_000 },
    keys: { key: "PKFAKE", secret: "fake" },
    ...{ shownSecret: "fake", hasLatency: true },
  });
  assert.equal(controlSecret, shownControlSecret);
  assert.notEqual(read().controlSecret, controlSecret);
});

Deno.test("readFakeAlpaca() reads what is given", () => {
  const plan = read({
    ...{ host: "localhost", port: "4000", seed: "7", speed: "0.5" },
    ...{ cash: "2500.50", at: "2013-10-07", latency: "off" },
    ...{ symbols: "AAPL,BTC", actions: "actions.csv" },
  });
  assert.equal(plan.host, "localhost");
  assert.equal(plan.port, 4_000);
  assert.equal(plan.seed, 7);
  assert.equal(plan.speed, 0.5);
  assert.equal(plan.cash, 2_500.5);
  assert.deepEqual(plan.at, { date: "2013-10-07" });
  assert.deepEqual(plan.symbols, ["AAPL", "BTC"]);
  assert.equal(plan.actions, "actions.csv");
  assert.equal(plan.hasLatency, false);
});

Deno.test("readFakeAlpaca() takes secrets from a file or the environment, and does not show them", () => {
  const env = {
    ...{ FAKE_ALPACA_KEY: "PKMINE", FAKE_ALPACA_SECRET: "mine" },
    FAKE_ALPACA_CONTROL_SECRET: "control",
  };
  const named = read({}, env);
  assert.deepEqual(named.keys, { key: "PKMINE", secret: "mine" });
  assert.equal(named.shownSecret, '"$FAKE_ALPACA_SECRET"');
  assert.equal(named.controlSecret, "control");
  assert(!named.shownControlSecret.includes("control"));
  const filed = read({ key: "PKFLAG", secretFile: "it's" }, env);
  assert.deepEqual(filed.keys, { key: "PKFLAG", secret: "filed" });
  assert.equal(filed.shownSecret, `"$(cat 'it'\\''s')"`);
});

Deno.test("readFakeAlpaca() refuses what cannot be, and says what would be right", () => {
  const cases: [Omit<FakeAlpacaCommand, "command">, RegExp][] = [
    [{ host: "0.0.0.0" }, /--host 0.0.0.0: it is for this machine alone/],
    [{ host: "example.org" }, /--host/],
    [{ port: "65536" }, /--port/],
    [{ speed: "max" }, /--speed max: it runs in real time/],
    [{ speed: "61" }, /--speed 61: .*60/],
    [{ speed: "0" }, /--speed 0/],
    [{ seed: "x" }, /--seed x/],
    [{ at: "yesterday" }, /--at yesterday/],
    [{ at: "now", bars: "bars" }, /--at now/],
    [{ symbols: "AAPL", bars: "bars" }, /--symbols/],
    [{ cash: "-1" }, /--cash/],
    [{ latency: "much" }, /--latency much: it must be on or off/],
    [{ key: "two words" }, /--key/],
    [{ secretFile: "bad" }, /--secret-file/],
  ];
  for (const [given, message] of cases) {
    assert.throws(() => read(given), { code: "invalid", message });
  }
});
