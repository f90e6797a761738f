import { strict as assert } from "node:assert";
import { type Bar, compareBars, MINUTE_MS } from "../domain/bar.ts";
import { instrument } from "../domain/instrument.ts";
import { fakeBarHistory } from "../testing/fake_bar_history.ts";
import { sampleBar } from "../testing/orders.ts";
import { backfill } from "./backfill.ts";

const { signal } = new AbortController();
const day = Date.parse;
/** A Friday to a Monday. */
const WITHIN = { from: day("2026-11-20"), to: day("2026-11-24") };

Deno.test("backfill() asks for sessions of equities and days of crypto, and again for nothing", async () => {
  const stage = desk();
  const report = await backfill(stage.desk, { ...WITHIN, signal });
  assert.deepEqual(stage.asked, [
    "AAPL,MSFT 2026-11-20T14:30 390",
    "BTC 2026-11-20T00:00 1440",
    "BTC 2026-11-21T00:00 1440",
    "BTC 2026-11-22T00:00 1440",
    "AAPL,MSFT 2026-11-23T14:30 390",
    "BTC 2026-11-23T00:00 1440",
  ]);
  const bars = 4 * 390 + 4 * 1_440;
  assert.deepEqual(report, {
    ...{ days: 4, daysAll: 4, date: "2026-11-23", there: 0, before: 0 },
    ...{ asked: 8, fetched: bars, added: bars, revised: 0 },
  });
  const again = await backfill(stage.desk, { ...WITHIN, signal });
  assert.equal(stage.asked.length, 6);
  assert.deepEqual([again.there, again.asked, again.added], [8, 0, 0]);
});

Deno.test("backfill() takes some symbols alone, and part of a day", async () => {
  const stage = desk();
  await backfill(stage.desk, {
    ...{ from: WITHIN.from, to: day("2026-11-20T15:00:00Z") },
    ...{ symbols: ["MSFT"], signal },
  });
  assert.deepEqual(stage.asked, ["MSFT 2026-11-20T14:30 30"]);
});

Deno.test("backfill() that was interrupted goes on where it was, also where minutes have no trades", async () => {
  const stage = desk((_, at) => at % (3 * MINUTE_MS) === 0);
  const done = memory();
  const controller = new AbortController();
  const first = await backfill(stage.desk, {
    ...{ ...WITHIN, done, signal: controller.signal },
    onProgress: ({ days }) => days === 2 && controller.abort(),
  });
  assert.equal(first.days, 2);
  const asked = stage.asked.length;
  const second = await backfill(stage.desk, { ...WITHIN, done, signal });
  assert.deepEqual(stage.asked.slice(asked), [
    "BTC 2026-11-22T00:00 1440",
    "AAPL,MSFT 2026-11-23T14:30 390",
    "BTC 2026-11-23T00:00 1440",
  ]);
  assert.deepEqual([second.there, second.before, second.asked], [0, 4, 4]);
  // A ledger that was put back has less than was noted: it is asked for again.
  const other = desk();
  await backfill(other.desk, { ...WITHIN, done, signal });
  assert.equal(other.asked.length, 6);
});

Deno.test("backfill() asks again for a day that was not over, and not for one that was", async () => {
  const stage = desk((_, at) => at % (3 * MINUTE_MS) === 0);
  const done = memory();
  const until = async (to: string) => {
    const stretch = { from: day("2026-11-23"), to: day(to) };
    const { length } = stage.asked;
    await backfill(stage.desk, { ...stretch, done, signal });
    return stage.asked.slice(length);
  };
  assert.deepEqual(await until("2026-11-23T15:00:00Z"), [
    "AAPL,MSFT 2026-11-23T14:30 30",
    "BTC 2026-11-23T00:00 900",
  ]);
  // The session is over at 21:00, the coin's day is not.
  assert.deepEqual(await until("2026-11-23T22:00:00Z"), [
    "AAPL,MSFT 2026-11-23T14:30 390",
    "BTC 2026-11-23T00:00 1320",
  ]);
  assert.deepEqual(await until("2026-11-24"), ["BTC 2026-11-23T00:00 1440"]);
  assert.deepEqual(await until("2026-11-24"), []);
});

function memory() {
  const known = new Set<string>();
  return {
    has: (symbol: string, date: string) => known.has(`${symbol} ${date}`),
    add: (symbols: readonly string[], date: string) => {
      for (const symbol of symbols) known.add(`${symbol} ${date}`);
    },
  };
}

/** A market that has all bars, or some, and a store that has none. */
function desk(has: (symbol: string, at: number) => boolean = () => true) {
  const bars: Bar[] = [];
  const asked: string[] = [];
  const instruments = new Map(
    [
      instrument("AAPL", "equity"),
      instrument("BTC", "crypto"),
      instrument("MSFT", "equity"),
    ].map((each) => [each.symbol, each]),
  );
  return {
    asked,
    desk: {
      books: () => ({ instruments }),
      history: fakeBarHistory(bars),
      breathe: () => Promise.resolve(),
      marketData: {
        async *past(symbols: readonly string[], from: number, to: number) {
          const start = new Date(from).toISOString().slice(0, 16);
          asked.push(`${symbols.join()} ${start} ${(to - from) / MINUTE_MS}`);
          await Promise.resolve();
          for (const symbol of symbols) {
            const page: Bar[] = [];
            for (let at = from; at < to; at += MINUTE_MS) {
              if (has(symbol, at)) page.push(sampleBar({ symbol, at }));
            }
            yield page;
          }
        },
      },
      add(found: readonly Bar[]) {
        const known = new Set(bars.map(({ symbol, at }) => `${symbol} ${at}`));
        const fresh = found.filter(({ symbol, at }) =>
          !known.has(`${symbol} ${at}`)
        ).sort(compareBars);
        bars.push(...fresh);
        return Promise.resolve({ added: fresh.length, revised: 0 });
      },
    },
  };
}
