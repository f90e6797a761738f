import { strict as assert } from "node:assert";
import type { Bar } from "../../domain/bar.ts";
import { random } from "../../domain/random.ts";
import { seenBars } from "./seen_bars.ts";

const AT = Date.parse("2026-11-20T14:30:00Z");
const MINUTE = 60_000;
const bar = (symbol: string, at: number, close = 100): Bar => ({
  ...{ symbol, at, open: 100, high: 200, low: 50, close, volume: 1_000 },
});

Deno.test("seenBars() gives what it saw first, by minute, then symbol", () => {
  const seen = seenBars();
  seen.see([bar("MSFT", AT), bar("AAPL", AT + MINUTE), bar("AAPL", AT)]);
  seen.see([bar("AAPL", AT, 101)]);
  assert.deepEqual(seen.give(AT, AT + MINUTE), [
    bar("AAPL", AT),
    bar("MSFT", AT),
    bar("AAPL", AT + MINUTE),
  ]);
  assert.ok(seen.has("AAPL", AT) && !seen.has("MSFT", AT + MINUTE));
});

Deno.test("seenBars() tells of a late and a revised bar, each once", () => {
  const seen = seenBars();
  seen.see([bar("AAPL", AT)]);
  assert.deepEqual(seen.changes(), []);
  seen.give(AT, AT);
  const revised = bar("AAPL", AT, 101);
  const late = bar("MSFT", AT);
  for (let i = 0; i < 2; i++) seen.see([revised, late]);
  assert.deepEqual(seen.changes(), [
    { kind: "revised", bar: revised },
    { kind: "late", bar: late },
  ]);
  assert.deepEqual(seen.changes(), []);
  assert.deepEqual(seen.give(AT, AT), [bar("AAPL", AT), late]);
});

Deno.test("seenBars() tells of what two sources differ in once the minute was given", () => {
  const seen = seenBars();
  seen.see([bar("AAPL", AT)]);
  seen.see([bar("AAPL", AT, 102)]);
  assert.deepEqual(seen.changes(), []);
  assert.deepEqual(seen.give(AT, AT), [bar("AAPL", AT)]);
  assert.deepEqual(seen.changes(), [
    { kind: "revised", bar: bar("AAPL", AT, 102) },
  ]);
});

Deno.test("seenBars() takes a minute without bars for given, and forgets old ones", () => {
  const seen = seenBars();
  assert.deepEqual(seen.give(AT, AT), []);
  seen.see([bar("AAPL", AT)]);
  assert.deepEqual(seen.changes(), [{ kind: "late", bar: bar("AAPL", AT) }]);
  seen.give(AT + 40 * MINUTE, AT + 40 * MINUTE);
  seen.see([bar("MSFT", AT)]);
  assert.deepEqual(seen.changes(), []);
  assert.ok(!seen.has("AAPL", AT) && !seen.has("MSFT", AT));
});

Deno.test("seenBars() ends with the last value of each bar, given or told, whatever the order", () => {
  const next = random("seen bars", 2);
  const seen = seenBars();
  const known = new Map<string, number>();
  const last = new Map<string, number>();
  for (let minute = 0; minute < 200; minute++) {
    const at = AT + minute * MINUTE;
    for (let i = 0; i < 12; i++) {
      const symbol = `S${Math.floor(next() * 4)}`;
      const when = at - Math.floor(next() * 3) * MINUTE;
      const one = bar(symbol, when, 100 + Math.floor(next() * 3));
      last.set(`${symbol} ${when}`, one.close);
      seen.see([one]);
      if (i !== 6) continue;
      for (const each of seen.give(at, at)) {
        known.set(`${each.symbol} ${at}`, each.close);
      }
    }
    for (const { bar: { symbol, at: when, close } } of seen.changes()) {
      known.set(`${symbol} ${when}`, close);
    }
  }
  for (const [key, close] of last) {
    if (
      key.endsWith(` ${AT - MINUTE}`) || key.endsWith(` ${AT - 2 * MINUTE}`)
    ) {
      continue;
    }
    assert.equal(known.get(key), close, key);
  }
});
