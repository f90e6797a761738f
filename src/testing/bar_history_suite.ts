import { strict as assert } from "node:assert";
import { type Bar, MINUTE_MS } from "../domain/bar.ts";
import { random } from "../domain/random.ts";
import type { BarHistory, BarQuery } from "../ports/bar_history.ts";
import { SAMPLE_MINUTE, sampleBar } from "./orders.ts";

/** What is committed at once to a history under test; `BTC` is a coin. */
export interface HistoryStep {
  /** Minute that bars which come late are known from, Unix milliseconds. */
  readonly known: number;
  /** Bars of minutes that ran; they are known by themselves. */
  readonly bars?: readonly Bar[];
  /** What a symbol's window begins with that came later. */
  readonly history?: readonly Bar[];
  readonly added?: readonly Bar[];
  readonly revised?: readonly Bar[];
}

/** One thing that every `BarHistory` does; throws when it does not. */
export interface BarHistoryCase {
  readonly name: string;
  /** @param make Makes a history of these steps */
  run(make: (steps: readonly HistoryStep[]) => BarHistory): void;
}

/** Returns the bar of AAPL, or another, so many minutes after 10:00 in New York. */
function at(n: number, bar: Partial<Bar> = {}): Bar {
  return sampleBar({ at: SAMPLE_MINUTE + n * MINUTE_MS, ...bar });
}

const NIGHT = -300; // 05:00 in New York
const DAY = 1_440;
const ALL = { symbol: "AAPL", from: 0, to: Infinity, rows: Infinity };
const COIN = { symbol: "BTC" };
const OTHER = { open: 70 };

/** Six minutes with a hole at 2, which is filled from minute 4 on; 1 is revised twice. */
const STEPS: readonly HistoryStep[] = [
  { known: 0, bars: [at(0), at(1), at(1, COIN)] },
  { known: at(3).at, bars: [at(3)], revised: [at(1, { open: 101 })] },
  { known: at(5).at, added: [at(2)], revised: [at(1, { open: 102 })] },
  { known: 0, bars: [at(4), at(5)] },
];

/** What every `BarHistory` does, wherever it keeps the bars. */
export const barHistoryCases: readonly BarHistoryCase[] = [
  {
    name: "gives what there is of a symbol with from <= at < to, oldest first",
    run(make) {
      const history = make(STEPS);
      const read = (query: Partial<BarQuery>) =>
        history.read({ ...ALL, ...query });
      const all = [0, 1, 2, 3, 4, 5].map((n) => at(n));
      assert.deepEqual(read({}), all);
      assert.deepEqual(read({ from: at(1).at, to: at(3).at }), all.slice(1, 3));
      assert.deepEqual(
        read({ from: at(1).at + 1, to: at(3).at + 1 }),
        all.slice(2, 4),
      );
      assert.deepEqual(read(COIN), [at(1, COIN)]);
      assert.deepEqual(read({ symbol: "MSFT" }), []);
      assert.deepEqual(read({ from: at(3).at, to: at(3).at }), []);
    },
  },
  {
    name: "gives the oldest of too many, or the newest",
    run(make) {
      const history = make(STEPS);
      const minutes = (query: Partial<BarQuery>) =>
        history.read({ ...ALL, ...query })
          .map((bar) => (bar.at - SAMPLE_MINUTE) / MINUTE_MS);
      assert.deepEqual(minutes({ rows: 3 }), [0, 1, 2]);
      assert.deepEqual(minutes({ rows: 4, newest: true }), [2, 3, 4, 5]);
      assert.deepEqual(minutes({ rows: 9, newest: true }), [0, 1, 2, 3, 4, 5]);
      const to = at(3).at;
      assert.deepEqual(minutes({ rows: 2, newest: true, to }), [1, 2]);
    },
  },
  {
    name: "gives no bar and no value that was not known at a minute",
    run(make) {
      const history = make(STEPS);
      const known = (n: number, values?: BarQuery["values"]) =>
        history.read({ ...ALL, known: at(n).at, ...(values && { values }) })
          .map((bar) => [(bar.at - SAMPLE_MINUTE) / MINUTE_MS, bar.open]);
      assert.deepEqual(known(-1), []);
      assert.deepEqual(known(1, "latest"), [[0, 100], [1, 100]]);
      assert.deepEqual(known(3), [[0, 100], [1, 100], [3, 100]]);
      assert.deepEqual(known(3, "latest"), [[0, 100], [1, 101], [3, 100]]);
      assert.deepEqual(
        known(4, "latest"),
        [[0, 100], [1, 101], [3, 100], [4, 100]],
      );
      assert.deepEqual(
        known(5),
        [0, 1, 2, 3, 4, 5].map((n) => [n, 100]),
      );
      assert.equal(known(5, "latest")[1]?.[1], 102);
    },
  },
  {
    name: "gives a bar that came late its own revisions",
    run(make) {
      const history = make([
        { known: 0, bars: [at(0), at(3)] },
        { known: at(4).at, added: [at(1)], revised: [] },
        { known: at(5).at, revised: [at(1, OTHER), at(3, OTHER)] },
      ]);
      const latest = history.read({ ...ALL, values: "latest" });
      assert.deepEqual(latest, [at(0), at(1, OTHER), at(3, OTHER)]);
      assert.deepEqual(history.read(ALL), [at(0), at(1), at(3)]);
    },
  },
  {
    name: "gives equities' bars outside of sessions only to who wants them",
    run(make) {
      const early = at(NIGHT);
      const coin = at(NIGHT, COIN);
      const late = at(NIGHT + 1);
      const history = make([
        { known: 0, bars: [early, coin, at(0)] },
        { known: at(1).at, added: [late] },
      ]);
      assert.deepEqual(history.read(ALL), [at(0)]);
      assert.deepEqual(
        history.read({ ...ALL, extended: true }),
        [early, late, at(0)],
      );
      assert.deepEqual(history.read({ ...ALL, ...COIN }), [coin]);
    },
  },
  {
    name: "knows what a symbol's window began with from when it came",
    run(make) {
      const history = make([
        { known: 0, bars: [at(0), at(5)] },
        { known: at(6).at, history: [at(3, COIN), at(4, COIN)] },
        { known: 0, bars: [at(6, COIN)] },
      ]);
      const read = (n: number) =>
        history.read({ ...ALL, ...COIN, known: at(n).at }).length;
      assert.deepEqual([read(5), read(6)], [0, 3]);
    },
  },
  {
    name: "gives all symbols' bars by symbol, then minute, each once",
    run(make) {
      const history = make([
        ...STEPS,
        { known: at(9).at, added: [at(-3 * DAY), at(0, COIN)] },
      ]);
      assert.deepEqual(history.readAll(at(0).at, at(3).at), [
        ...[at(0), at(1), at(2)],
        ...[at(0, COIN), at(1, COIN)],
      ]);
      assert.equal(history.readAll(0, Infinity).length, 9);
    },
  },
  {
    name: "says which days have how many bars, of all and of sessions",
    run(make) {
      const history = make([
        ...STEPS,
        {
          known: at(9).at,
          added: [at(-DAY), at(-DAY, COIN), at(NIGHT - DAY), at(NIGHT)],
        },
      ]);
      const before = { date: "2026-11-16", symbol: "AAPL" };
      const today = { date: "2026-11-17", symbol: "AAPL" };
      const days = [
        { ...before, minutes: 2, regular: 1 },
        { ...before, ...COIN, minutes: 1, regular: 1 },
        { ...today, minutes: 7, regular: 6 },
        { ...today, ...COIN, minutes: 1, regular: 1 },
      ];
      assert.deepEqual(history.days(0, Infinity), days);
      const start = Date.parse("2026-11-17T00:00:00Z");
      assert.deepEqual(history.days(start, Infinity), days.slice(2));
      assert.deepEqual(history.days(start + 5, start + 6), days.slice(2));
      assert.deepEqual(history.days(0, start), days.slice(0, 2));
    },
  },
  {
    name: "finds each bar that was ever given to it, whatever came late",
    run(make) {
      const next = random("bar history", 5);
      const steps: HistoryStep[] = [];
      const there = new Map<string, Bar>();
      for (let n = 0; n < 60; n++) {
        const day = Math.floor(next() * 4) * DAY;
        const minute = day + Math.floor(next() * 300);
        const bar = at(minute, next() < 0.5 ? {} : COIN);
        const key = `${bar.symbol} ${bar.at}`;
        if (there.has(key)) continue;
        there.set(key, bar);
        const isLate = next() < 0.5;
        steps.push({
          known: at(9 * DAY).at,
          ...(isLate ? { added: [bar] } : { bars: [bar] }),
        });
      }
      const history = make(steps);
      const bars = [...there.values()].sort((a, b) => a.at - b.at);
      for (const symbol of ["AAPL", "BTC"]) {
        const own = bars.filter((bar) => bar.symbol === symbol);
        for (const newest of [false, true]) {
          for (const rows of [1, 7, 99]) {
            const from = at(Math.floor(next() * 2 * DAY)).at;
            const found = history.read({
              symbol,
              from,
              to: Infinity,
              rows,
              newest,
            });
            const wanted = own.filter((bar) => bar.at >= from);
            assert.deepEqual(
              found,
              newest ? wanted.slice(-rows) : wanted.slice(0, rows),
            );
          }
        }
      }
    },
  },
];
