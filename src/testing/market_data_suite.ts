import { strict as assert } from "node:assert";
import { type Bar, barFault, compareBars, MINUTE_MS } from "../domain/bar.ts";
import { isRegular } from "../domain/calendar.ts";
import { isListed } from "../domain/instrument.ts";
import type { MarketData } from "../ports/market_data.ts";

/** A feed under test, and a stretch of time in which it has bars of every symbol. */
export interface MarketDataSubject {
  readonly feed: MarketData;
  /** First minute of the stretch, Unix milliseconds; some bars lie before it. */
  readonly from: number;
  /** Last minute of the stretch, Unix milliseconds, inclusive; some bars lie after it. */
  readonly to: number;
}

/** One thing that every `MarketData` does; rejects when it does not. */
export interface MarketDataCase {
  readonly name: string;
  run(subject: MarketDataSubject): Promise<void>;
}

const { signal } = new AbortController();

/** What every `MarketData` does, whatever is behind it. */
export const marketDataCases: readonly MarketDataCase[] = [
  {
    name: "names its instruments once, by symbol",
    run({ feed }) {
      const symbols = feed.instruments.map(({ symbol }) => symbol);
      assert.ok(symbols.length > 0);
      assert.deepEqual(symbols, [...new Set(symbols)].sort());
      return Promise.resolve();
    },
  },
  {
    name:
      "gives usable bars of its instruments, while they are listed and before the end",
    async run({ feed, from, to }) {
      const bars = await feed.bars(from - 1, to, signal);
      const instruments = new Map(
        feed.instruments.map((each) => [each.symbol, each]),
      );
      assert.deepEqual(
        new Set(bars.map(({ symbol }) => symbol)),
        new Set(instruments.keys()),
      );
      for (const bar of bars) {
        assert.equal(barFault(bar), undefined, JSON.stringify(bar));
        const instrument = instruments.get(bar.symbol);
        assert.ok(instrument && isListed(instrument, bar.at));
        assert.ok(bar.at < (feed.end ?? Infinity));
      }
    },
  },
  {
    name: "gives at most one bar per symbol and minute, by minute, then symbol",
    async run({ feed, from, to }) {
      assertSorted(await feed.bars(from - 1, to, signal));
    },
  },
  {
    name: "gives bars after `after` and up to `upTo`, both to the minute",
    async run({ feed, from, to }) {
      const all = await feed.bars(from - 1, to, signal);
      const first = (all[0] as Bar).at;
      const last = (all.at(-1) as Bar).at;
      const inner = await feed.bars(first, last, signal);
      assert.deepEqual(inner, all.filter(({ at }) => at > first));
      const shorter = await feed.bars(first - 1, last - 1, signal);
      assert.deepEqual(shorter, all.filter(({ at }) => at < last));
      assert.deepEqual(await feed.bars(last, last, signal), []);
      assert.deepEqual(await feed.bars(last, first, signal), []);
    },
  },
  {
    name: "answers minute by minute, in any order, what it answers at once",
    async run({ feed, from, to }) {
      const all = await feed.bars(from - 1, to, signal);
      const single: Bar[][] = [];
      for (let at = to; at >= from; at -= MINUTE_MS) {
        single.push(await feed.bars(at - MINUTE_MS, at, signal));
      }
      assert.deepEqual(single.reverse().flat(), all);
    },
  },
  {
    name:
      "gives the last rows before a minute as history, of equities those of sessions",
    async run({ feed, from, to }) {
      const rows = 7;
      const equities = new Set(
        feed.instruments.filter(({ assetClass }) => assetClass === "equity")
          .map(({ symbol }) => symbol),
      );
      const known = (await feed.bars(from - 1, to, signal))
        .filter(({ symbol, at }) =>
          at < to && (!equities.has(symbol) || isRegular(at))
        );
      const history = await feed.history(to, rows, signal);
      assertSorted(history);
      for (const { symbol } of feed.instruments) {
        const expected = known.filter((bar) => bar.symbol === symbol).slice(
          -rows,
        );
        const actual = history.filter((bar) => bar.symbol === symbol);
        assert.deepEqual(actual.slice(-expected.length), expected, symbol);
        assert.ok(actual.length <= rows);
        assert.ok(
          !equities.has(symbol) || actual.every(({ at }) => isRegular(at)),
        );
      }
    },
  },
  {
    name: "reaches back over days for history, and never to the minute itself",
    async run({ feed, from, to }) {
      for (
        let before = from + MINUTE_MS;
        before <= to;
        before += 37 * MINUTE_MS
      ) {
        const history = await feed.history(before, 3, signal);
        assertSorted(history);
        assert.ok(history.every(({ at }) => at < before));
      }
      const [first] = await feed.history(from, 3, signal);
      assert.ok(first && first.at < from);
      assert.deepEqual(await feed.history(to, 0, signal), []);
    },
  },
  {
    name:
      "gives the past of some symbols, page by page, as it gives the minutes",
    async run({ feed, from, to }) {
      const all = await feed.bars(from - 1, to, signal);
      const symbol = (all[0] as Bar).symbol;
      const found: Bar[] = [];
      for await (const page of feed.past([symbol], from, to, signal)) {
        found.push(...page);
      }
      assert.deepEqual(
        found.sort(compareBars),
        all.filter((bar) => bar.symbol === symbol && bar.at < to),
      );
    },
  },
  {
    name: "rejects when it is aborted",
    async run({ feed, from, to }) {
      const aborted = AbortSignal.abort(new Error("stop"));
      await assert.rejects(feed.bars(from - 1, to, aborted), /stop/);
      await assert.rejects(feed.history(to, 3, aborted), /stop/);
    },
  },
];

function assertSorted(bars: readonly Bar[]): void {
  for (const [i, bar] of bars.entries()) {
    const next = bars[i + 1];
    assert.ok(
      !next || compareBars(bar, next) < 0,
      `${JSON.stringify(bar)} before ${JSON.stringify(next)}`,
    );
  }
}
