import { strict as assert } from "node:assert";
import { type Bar, MINUTE_MS } from "../domain/bar.ts";
import { instrument } from "../domain/instrument.ts";
import { random } from "../domain/random.ts";
import { fakeBarHistory } from "../testing/fake_bar_history.ts";
import { sampleBar } from "../testing/orders.ts";
import {
  asksFor,
  findGaps,
  minutesOf,
  regularBars,
  stretchesOf,
  tradingStretches,
  wholeDays,
} from "./gaps.ts";

const AAPL = instrument("AAPL", "equity");
const BTC = instrument("BTC", "crypto");
const at = Date.parse;

Deno.test("tradingStretches() returns sessions of equities, half days and weekends as they are", () => {
  // Thanksgiving is 2026-11-26, the day after ends at 13:00.
  const found = tradingStretches(AAPL, {
    from: at("2026-11-25T15:00:00Z"),
    to: at("2026-11-30T14:31:00Z"),
  });
  assert.deepEqual(found.map(texts), [
    ["2026-11-25T15:00:00.000Z", "2026-11-25T21:00:00.000Z"],
    ["2026-11-27T14:30:00.000Z", "2026-11-27T18:00:00.000Z"],
    ["2026-11-30T14:30:00.000Z", "2026-11-30T14:31:00.000Z"],
  ]);
  assert.equal(minutesOf(found), 360 + 210 + 1);
});

Deno.test("tradingStretches() returns days of crypto, as long as it is listed", () => {
  const listed = instrument("BTC", "crypto", {
    from: at("2026-11-20T23:00:00Z"),
    until: at("2026-11-21T00:02:00Z"),
  });
  const within = { from: at("2026-11-19"), to: at("2026-11-23") };
  assert.deepEqual(tradingStretches(listed, within).map(texts), [
    ["2026-11-20T23:00:00.000Z", "2026-11-21T00:00:00.000Z"],
    ["2026-11-21T00:00:00.000Z", "2026-11-21T00:02:00.000Z"],
  ]);
});

Deno.test("findGaps() names the minutes without a bar, over the change to daylight saving time", () => {
  // 2026-03-06 opens at 14:30 UTC, 2026-03-09 at 13:30.
  const first = at("2026-03-06T20:58:00Z");
  const second = at("2026-03-09T13:30:00Z");
  const history = fakeBarHistory([
    sampleBar({ symbol: "AAPL", at: first }),
    sampleBar({ symbol: "AAPL", at: second + MINUTE_MS }),
    sampleBar({ symbol: "MSFT", at: second }),
  ]);
  const within = { from: first, to: second + 3 * MINUTE_MS };
  const isWhole = wholeDays(history, within);
  assert.deepEqual(findGaps(history, AAPL, { ...within, isWhole }), {
    symbol: "AAPL",
    expected: 5,
    missing: [first + MINUTE_MS, second, second + 2 * MINUTE_MS],
  });
});

Deno.test("findGaps() does not read a session of which the index has all minutes", () => {
  const open = at("2026-11-20T14:30:00Z");
  const bars = Array.from(
    { length: 390 },
    (_, n) => sampleBar({ symbol: "AAPL", at: open + n * MINUTE_MS }),
  );
  const history = fakeBarHistory(bars);
  const within = { from: at("2026-11-20"), to: at("2026-11-21") };
  const isWhole = wholeDays(history, within);
  const unread = {
    ...history,
    read: () => assert.fail("nothing is to be read"),
  };
  assert.deepEqual(findGaps(unread, AAPL, { ...within, isWhole }), {
    symbol: "AAPL",
    expected: 390,
    missing: [],
  });
  // A part of a day cannot be told by its count.
  const part = { from: open, to: open + 2 * MINUTE_MS };
  assert.equal(wholeDays(history, part)("AAPL", part), false);
});

Deno.test("stretchesOf() joins minutes in a row", () => {
  assert.deepEqual(stretchesOf([0, 60_000, 180_000]), [
    { from: 0, to: 120_000 },
    { from: 180_000, to: 240_000 },
  ]);
  const near = [day(0) - 60_000, day(0), day(0) + 120_000, day(0) + 240_000];
  assert.deepEqual(stretchesOf(near, 60_000), [
    { from: day(0) - 60_000, to: day(0) },
    { from: day(0), to: day(0) + 300_000 },
  ]);
});

Deno.test("asksFor() asks for what is missing alone when it is far apart, together when it is near", () => {
  const day = at("2026-11-20");
  const minute = (n: number) => day + n * MINUTE_MS;
  assert.deepEqual(
    asksFor([
      { symbol: "A", expected: 0, missing: [minute(10), minute(11)] },
      { symbol: "B", expected: 0, missing: [minute(10), minute(1_430)] },
      { symbol: "C", expected: 0, missing: [minute(4_000)] },
    ]),
    [
      // With the next one, it would bring 2,837 bars for nothing.
      { symbols: ["A", "B"], from: minute(10), to: minute(12) },
      { symbols: ["B"], from: minute(1_430), to: minute(1_431) },
      { symbols: ["C"], from: minute(4_000), to: minute(4_001) },
    ],
  );
});

Deno.test("asksFor() covers every missing minute, with few requests and few bars too many", () => {
  for (let seed = 0; seed < 20; seed++) {
    const next = random("asks", seed);
    const gaps = Array.from({ length: 12 }, (_, i) => ({
      symbol: `S${i}`,
      expected: 0,
      missing: Array.from({ length: 3_000 }, (_, n) => n * MINUTE_MS)
        .filter(() => next() < (i + 1) / 30),
    }));
    const asks = asksFor(gaps);
    for (const { symbol, missing } of gaps) {
      for (const minute of missing) {
        assert(
          asks.some((ask) =>
            ask.symbols.includes(symbol) && ask.from <= minute &&
            minute < ask.to
          ),
        );
      }
    }
    assert(asks.length < 60, `${asks.length}`);
    for (const { from, to } of asks) assert(to - from <= 86_400_000);
  }
});

Deno.test("regularBars() leaves out what is before the session, another symbol's or outside", () => {
  const open = at("2026-11-20T14:30:00Z");
  const bars: Bar[] = [
    sampleBar({ symbol: "AAPL", at: open - MINUTE_MS }),
    sampleBar({ symbol: "AAPL", at: open }),
    sampleBar({ symbol: "TSLA", at: open }),
    sampleBar({ symbol: "BTC", at: open - MINUTE_MS }),
    sampleBar({ symbol: "BTC", at: open + 2 * MINUTE_MS }),
  ];
  const known = new Map([["AAPL", AAPL], ["BTC", BTC]]);
  const within = { from: open - MINUTE_MS, to: open + 2 * MINUTE_MS };
  assert.deepEqual(
    regularBars(bars, known, within).map(({ symbol, at }) => [symbol, at]),
    [["AAPL", open], ["BTC", open - MINUTE_MS]],
  );
});

function day(n: number): number {
  return Date.UTC(2026, 10, 20 + n);
}

function texts({ from, to }: { from: number; to: number }): string[] {
  return [from, to].map((time) => new Date(time).toISOString());
}
