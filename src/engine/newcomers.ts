import { type Bar, MINUTE_MS } from "../domain/bar.ts";
import { markToday } from "../domain/apply_action.ts";
import { errorText } from "../domain/error.ts";
import type { MarkUpdate } from "../domain/event.ts";
import type { Instrument } from "../domain/instrument.ts";
import type { Batch } from "../ports/ledger.ts";
import { nextMinute } from "./additions.ts";
import { hashBars } from "./bar_hash.ts";
import { marksOf, usable } from "./bars.ts";
import type { Engine } from "./engine.ts";

/** Longest that fetching may take, milliseconds. */
const HISTORY_MS = 60_000;

/**
 * Fetches what the windows of symbols begin with that came into the universe
 * after the ledger had begun. When it cannot be had that is said, and tried again
 * at the next start for those that have no price by then.
 *
 * @param instruments The universe from now on
 * @returns By minute, then symbol; none of the open minute, or later
 */
export async function fetchNewcomers(
  engine: Engine,
  instruments: readonly Instrument[],
): Promise<Bar[]> {
  const { books, marketData, log, settings } = engine;
  const { open, barsUpTo = 0 } = books;
  const isNew = new Map(
    instruments.filter(({ symbol }) =>
      !books.instruments.has(symbol) || !books.marks.has(symbol)
    ).map((each) => [each.symbol, each]),
  );
  if (isNew.size === 0) return [];
  // Who runs the open minute again gets the bars that it had.
  const upTo = open?.after ?? barsUpTo;
  try {
    const fetched = await marketData.history(
      upTo + MINUTE_MS,
      settings.window,
      AbortSignal.timeout(HISTORY_MS),
    );
    const wanted = fetched.filter(({ symbol }) => isNew.has(symbol));
    return usable(isNew, wanted, log).filter(({ at }) => at <= upTo);
  } catch (error) {
    const symbols = [...isNew.keys()].join(", ");
    const reason = errorText(error);
    log.write("error", `No bars from before for ${symbols}: ${reason}`);
    return [];
  }
}

/**
 * Returns what is recorded of fetched bars: those that are not there, and the
 * marks that are new with them.
 */
export function newcomersBatch(
  { books, history, digest }: Engine,
  fetched: readonly Bar[],
): Batch {
  const bySymbol = Map.groupBy(fetched, ({ symbol }) => symbol);
  const there = new Set<string>();
  for (const [symbol, [first, ...rest]] of bySymbol) {
    if (!first) continue;
    const [from, to] = [first.at, (rest.at(-1) ?? first).at + 1];
    const rows = Math.ceil((to - from) / MINUTE_MS);
    for (const { at } of history.read({ symbol, from, to, rows })) {
      there.add(`${symbol} ${at}`);
    }
  }
  const bars = fetched.filter(({ symbol, at }) =>
    !there.has(`${symbol} ${at}`)
  );
  const [first, last] = [bars[0], bars.at(-1)];
  if (!first || !last) return { events: [] };
  const marks: MarkUpdate = Object.fromEntries(
    Object.entries(marksOf(books.instruments, bars)).filter((
      [symbol, { at }],
    ) =>
      at > (books.marks.get(symbol)?.at ?? -Infinity) &&
      !books.frozen.has(symbol)
    ).map(([symbol, mark]) => [symbol, markToday(books, symbol, mark)]),
  );
  return {
    events: [{
      kind: "bars_added",
      minute: nextMinute(books),
      source: "history",
      count: bars.length,
      revised: 0,
      from: first.at,
      to: last.at,
      hash: hashBars(bars, digest),
      marks,
    }],
    bars,
  };
}
