import { strict as assert } from "node:assert";
import { keptLog, manualClock } from "./fixture_test.ts";
import { refusedBars } from "./refused_bars.ts";

Deno.test("refusedBars() names symbols and a reason, each symbol once a minute", () => {
  const clock = manualClock("2026-11-20T15:01:03Z");
  const log = keptLog();
  const tell = refusedBars({ clock, log });
  const fault = (symbol: string) => ({ symbol, reason: "it is no bar" });
  tell([fault("AAPL"), fault("AAPL"), fault("MSFT")]);
  tell([fault("MSFT")]);
  tell("ABCDEF".split("").map(fault));
  clock.advance(60_000);
  tell([fault("MSFT")]);
  const line = (symbols: string, bars: number) =>
    "warning Refused bars " +
    JSON.stringify({ symbols, reason: "it is no bar", bars });
  assert.deepEqual(log.lines, [
    line("AAPL, MSFT", 3),
    line("A, B, C, D, E, …", 6),
    line("MSFT", 1),
  ]);
});
