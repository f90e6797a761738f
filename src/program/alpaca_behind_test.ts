import { strict as assert } from "node:assert";
import type { FeedHealth } from "../domain/feed.ts";
import { FakeClock } from "../testing/fake_clock.ts";
import { fakeMarketData } from "../testing/fake_market_data.ts";
import { neverBehind } from "./alpaca_behind.ts";

const MINUTE = 60_000;
const NOW = "2026-11-20T15:00:00Z";

function subject(aheadMs: number | undefined) {
  const clock = new FakeClock(NOW);
  const lines: string[] = [];
  const log = { write: (_: string, line: string) => void lines.push(line) };
  const said: FeedHealth = { state: "delayed", reason: "late_bars" };
  const market = { ...fakeMarketData({ instruments: [] }), health: () => said };
  const begun = {
    instruments: new Map(),
    ...(aheadMs !== undefined && { lastMinute: clock.now() + aheadMs }),
  };
  return { clock, lines, said, market, begun, log };
}

Deno.test("neverBehind() says how far the ledger is ahead until the clock is there", () => {
  const { clock, lines, said, market, begun, log } = subject(90 * MINUTE);
  const checked = neverBehind(market, begun, { clock, log });
  const reason =
    "clock_behind: the ledger is 90 minutes ahead of Alpaca's clock";
  assert.deepEqual(checked.health(), { state: "stale", reason });
  assert.deepEqual(lines, [`No minute runs for now: ${reason}`]);
  clock.advance(88 * MINUTE);
  assert.deepEqual(checked.health(), said);
  assert.equal(lines.length, 1);
});

Deno.test("neverBehind() says nothing of two minutes, nor where nothing has run", () => {
  for (const aheadMs of [2 * MINUTE, -MINUTE, undefined]) {
    const { clock, lines, said, market, begun, log } = subject(aheadMs);
    const checked = neverBehind(market, begun, { clock, log });
    assert.deepEqual(checked.health(), said);
    assert.equal(neverBehind(market, undefined, { clock, log }), market);
    assert.deepEqual(lines, []);
  }
});
