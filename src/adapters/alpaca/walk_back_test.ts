import { strict as assert } from "node:assert";
import { compareBars } from "../../domain/bar.ts";
import { isRegular, sessionOn } from "../../domain/calendar.ts";
import { instrument } from "../../domain/instrument.ts";
import type { BarSource } from "./fetch_bars.ts";
import { NEVER, scriptedRest, steppedClock } from "./fixture_test.ts";
import { symbolForms } from "./symbols.ts";
import { lastBars } from "./walk_back.ts";

const MINUTE = 60_000;
const OPEN = sessionOn("2026-11-20")?.open ?? 0;

/** A source with a bar in each minute, also outside of sessions, that a rule names. */
function subject(has: (symbol: string, at: number) => boolean) {
  let asked = 0;
  const rest = scriptedRest(steppedClock("2026-11-21T00:00:00Z"), (url) => {
    asked++;
    const { searchParams } = url;
    const to = Date.parse(searchParams.get("end") ?? "");
    let at = Date.parse(searchParams.get("start") ?? "");
    const bars: Record<string, unknown[]> = {};
    for (at = Math.ceil(at / MINUTE) * MINUTE; at <= to; at += MINUTE) {
      for (const symbol of (searchParams.get("symbols") ?? "").split(",")) {
        if (!has(symbol, at)) continue;
        const t = new Date(at).toISOString();
        (bars[symbol] ??= []).push({ t, o: 1, h: 1, l: 1, c: 1, v: 1 });
      }
    }
    return Response.json({ bars, next_page_token: null });
  });
  const instruments = [
    instrument("AAPL", "equity"),
    instrument("BTC", "crypto"),
    instrument("RARE", "equity"),
  ];
  const source: BarSource = {
    ...{ rest, forms: symbolForms(instruments), feed: "iex" },
  };
  return { source, instruments, asked: () => asked };
}

Deno.test("lastBars() takes equities from the session before, and coins from the minutes before", async () => {
  const { source, instruments } = subject((symbol) => symbol !== "RARE");
  const before = OPEN + 2 * MINUTE;
  const bars = await lastBars(source, {
    ...{ instruments, before, rows: 3, signal: NEVER },
  });
  const close = sessionOn("2026-11-19")?.close ?? 0;
  const times = (wanted: string) =>
    bars.filter(({ symbol }) => symbol === wanted).map(({ at }) => at);
  assert.deepEqual(times("AAPL"), [close - MINUTE, OPEN, OPEN + MINUTE]);
  assert.deepEqual(times("BTC"), [OPEN - MINUTE, OPEN, OPEN + MINUTE]);
  assert.deepEqual(bars, bars.toSorted(compareBars));
});

Deno.test("lastBars() walks on over days for who trades rarely, and not for ever", async () => {
  const { source, instruments, asked } = subject((symbol, at) =>
    symbol !== "RARE" || at % (100 * MINUTE) === 0
  );
  const bars = await lastBars(source, {
    ...{ instruments, before: OPEN, rows: 12, signal: NEVER },
  });
  const rare = bars.filter(({ symbol }) => symbol === "RARE");
  assert.equal(rare.length, 12);
  assert.ok(rare.every(({ at }) => isRegular(at)));
  assert.ok(bars.filter(({ symbol }) => symbol === "AAPL").length === 12);
  const before = asked();
  const never = subject(() => false);
  await lastBars(never.source, {
    ...{ instruments, before: OPEN, rows: 12, signal: NEVER },
  });
  assert.ok(never.asked() < 60, String(never.asked()));
  assert.ok(before < never.asked());
});

Deno.test("lastBars() asks nothing for no rows", async () => {
  const { source, instruments, asked } = subject(() => true);
  const wanted = { instruments, before: OPEN, rows: 0, signal: NEVER };
  assert.deepEqual(await lastBars(source, wanted), []);
  assert.equal(asked(), 0);
});
