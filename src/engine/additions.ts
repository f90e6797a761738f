import { type Bar, barFault, compareBars, MINUTE_MS } from "../domain/bar.ts";
import type { Books } from "../domain/books.ts";
import { errorText } from "../domain/error.ts";
import type { BarSource } from "../domain/event.ts";
import type { BarHistory } from "../ports/bar_history.ts";
import { hashBars } from "./bar_hash.ts";
import { type Engine, record, type Recorder } from "./engine.ts";

/** What became of bars that were to be added; numbers of bars, ≥ 0. */
export interface Additions {
  /** That filled a hole. */
  readonly added: number;
  /** That had other values than what was there. */
  readonly revised: number;
  /** That are there already, of no symbol of the universe, or not due yet. */
  readonly ignored: number;
  /** That cannot be used. */
  readonly faulty: number;
}

/** What bars are added with. */
export type BarAdder =
  & Recorder
  & Pick<Engine, "breathe" | "digest" | "history" | "log">;

/** Bars of one commit: a minute waits for no more than that. */
const CHUNK = 1_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

/**
 * Adds bars of the past that became known late, durable when it returns. Never
 * changes what is there: other values stand beside the first ones. What a
 * running minute's strategies see stays as it is, they find them from the next one on.
 *
 * @param options.signal Ends it early, between two commits
 * @returns What became of those that were looked at
 * @throws {QtcError} `unavailable` when the ledger cannot be written
 */
export async function addBars(
  engine: BarAdder,
  bars: readonly Bar[],
  source: Exclude<BarSource, "history">,
  { signal }: { readonly signal?: AbortSignal } = {},
): Promise<Additions> {
  let all: Additions = { added: 0, revised: 0, ignored: 0, faulty: 0 };
  for (let at = 0; at < bars.length && !signal?.aborted; at += CHUNK) {
    if (at > 0) {
      await engine.breathe();
      if (signal?.aborted) break;
    }
    const one = addChunk(engine, bars.slice(at, at + CHUNK), source);
    all = {
      added: all.added + one.added,
      revised: all.revised + one.revised,
      ignored: all.ignored + one.ignored,
      faulty: all.faulty + one.faulty,
    };
  }
  return all;
}

/**
 * Adds what the source says has changed in earlier minutes, before the next one
 * opens. Never throws: no minute is lost for it.
 */
export async function takeChanges(
  engine: BarAdder & Pick<Engine, "marketData">,
): Promise<void> {
  try {
    const changes = engine.marketData.changes?.() ?? [];
    if (changes.length === 0) return;
    await addBars(engine, changes.map(({ bar }) => bar), "late");
  } catch (error) {
    const reason = errorText(error);
    engine.log.write("error", `Cannot keep bars that came late: ${reason}`);
  }
}

/** Returns the first minute whose strategies may see what is added now. */
export function nextMinute({ open, lastMinute, barsUpTo }: Books): number {
  const last = open?.minute ?? Math.max(lastMinute ?? 0, barsUpTo ?? 0);
  return last + MINUTE_MS;
}

function addChunk(
  engine: BarAdder,
  bars: readonly Bar[],
  source: BarSource,
): Additions {
  const { books, log } = engine;
  const upTo = books.barsUpTo ?? -Infinity;
  const usable: Bar[] = [];
  let faulty = 0;
  for (const bar of bars) {
    const fault = barFault(bar);
    // Later ones come with the minute that they belong to.
    if (!fault && bar.at <= upTo && books.instruments.has(bar.symbol)) {
      usable.push(bar);
    }
    if (!fault) continue;
    if (faulty++ > 0) continue;
    log.write("warning", `Refused a bar of ${bar.symbol}: ${fault}`, {
      source,
    });
  }
  const { added, revisions } = sorted(engine.history, usable);
  const all = [...added, ...revisions];
  if (all.length > 0) {
    const times = all.map(({ at }) => at);
    record(engine, {
      events: [{
        kind: "bars_added",
        minute: nextMinute(books),
        source,
        count: added.length,
        revised: revisions.length,
        from: Math.min(...times),
        to: Math.max(...times),
        hash: hashBars(all, engine.digest),
      }],
      addedBars: added,
      revisions,
    });
  }
  return {
    added: added.length,
    revised: revisions.length,
    ignored: bars.length - faulty - all.length,
    faulty,
  };
}

/** Tells holes from other values, both by minute, then symbol; the last of several counts. */
function sorted(
  history: BarHistory,
  bars: readonly Bar[],
): { readonly added: Bar[]; readonly revisions: Bar[] } {
  const known = lookup(history, bars);
  const added = new Map<string, Bar>();
  const revisions = new Map<string, Bar>();
  for (const bar of bars) {
    const key = keyOf(bar);
    const there = known.get(key);
    if (there && isSame(there, bar)) continue;
    (there ? revisions : added).set(key, bar);
    known.set(key, bar);
  }
  return {
    added: [...added.values()].sort(compareBars),
    revisions: [...revisions.values()].sort(compareBars),
  };
}

/** Returns the last values of what is there, a symbol's day at a time. */
function lookup(history: BarHistory, bars: readonly Bar[]): Map<string, Bar> {
  const known = new Map<string, Bar>();
  const days = Map.groupBy(
    bars,
    ({ symbol, at }) => `${symbol} ${Math.floor(at / DAY_MS)}`,
  );
  for (
    const [{ symbol, at: first }, ...rest] of days.values() as Iterable<
      [Bar, ...Bar[]]
    >
  ) {
    let [from, to] = [first, first];
    for (const { at } of rest) {
      from = Math.min(from, at);
      to = Math.max(to, at);
    }
    const found = history.read({
      ...{ symbol, from, to: to + 1, rows: DAY_MS / MINUTE_MS },
      values: "latest",
      extended: true,
    });
    for (const bar of found) known.set(keyOf(bar), bar);
  }
  return known;
}

function keyOf({ symbol, at }: Bar): string {
  return `${symbol} ${at}`;
}

/** What a source does not tell is no other value. */
function isSame(there: Bar, bar: Bar): boolean {
  return (["open", "high", "low", "close", "volume"] as const)
    .every((name) => there[name] === bar[name]) &&
    (bar.tradeCount ?? there.tradeCount) === there.tradeCount &&
    (bar.vwap ?? there.vwap) === there.vwap;
}
