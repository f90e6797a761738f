import { type Bar, compareBars, MINUTE_MS } from "../../domain/bar.ts";
import type { BarChange } from "../../domain/feed.ts";
import { isSameBar } from "./bar_json.ts";

/** The bars of the last minutes, each as it was first seen. */
export interface SeenBars {
  /** Takes bars in, from wherever; of a minute that was given they are changes. */
  see(bars: Iterable<Bar>): void;
  /** Says whether there is a bar. */
  has(symbol: string, at: number): boolean;
  /** Returns the bars with `from <= at <= to`, by minute, then symbol; these minutes are given now. */
  give(from: number, to: number): Bar[];
  /** Takes what has changed in minutes that were given, each change once. */
  changes(): BarChange[];
}

interface SeenBar {
  readonly first: Bar;
  /** As it was told last. */
  latest: Bar;
}

interface SeenMinute {
  isGiven: boolean;
  readonly bars: Map<string, SeenBar>;
}

/** Minutes that are kept. */
const MINUTES_MAX = 30;
/** Most changes that wait to be taken: who takes none gets the newest. */
const CHANGES_MAX = 50_000;

/**
 * Returns a memory of the last thirty minutes. What the first source says of a
 * minute counts, whoever it is; another value later is a revision, a bar that
 * comes after its minute was given is late.
 */
export function seenBars(): SeenBars {
  const minutes = new Map<number, SeenMinute>();
  let waiting: BarChange[] = [];

  const minuteOf = (at: number): SeenMinute | undefined => {
    const known = minutes.get(at);
    if (known) return known;
    const newest = Math.max(...minutes.keys());
    // Bars of long ago are no news: whoever repairs the store finds them.
    if (at <= newest - MINUTES_MAX * MINUTE_MS) return undefined;
    const made: SeenMinute = { isGiven: false, bars: new Map() };
    minutes.set(at, made);
    for (const old of minutes.keys()) {
      if (old <= at - MINUTES_MAX * MINUTE_MS) minutes.delete(old);
    }
    return made;
  };

  const change = (kind: BarChange["kind"], bar: Bar) => {
    waiting.push({ kind, bar });
    if (waiting.length > CHANGES_MAX) waiting.shift();
  };

  const seeOne = (bar: Bar) => {
    const minute = minuteOf(bar.at);
    if (!minute) return;
    const seen = minute.bars.get(bar.symbol);
    if (!seen) {
      minute.bars.set(bar.symbol, { first: bar, latest: bar });
      if (minute.isGiven) change("late", bar);
    } else if (!isSameBar(seen.latest, bar)) {
      seen.latest = bar;
      if (minute.isGiven) change("revised", bar);
    }
  };

  return {
    see(bars) {
      for (const bar of bars) seeOne(bar);
    },
    has: (symbol, at) => minutes.get(at)?.bars.has(symbol) ?? false,
    give(from, to) {
      const given: Bar[] = [];
      for (let at = from; at <= to; at += MINUTE_MS) {
        const minute = minuteOf(at);
        if (!minute) continue;
        for (const { first, latest } of minute.bars.values()) {
          given.push(first);
          if (!minute.isGiven && latest !== first) change("revised", latest);
        }
        minute.isGiven = true;
      }
      return given.sort(compareBars);
    },
    changes() {
      const taken = waiting;
      waiting = [];
      return taken;
    },
  };
}
