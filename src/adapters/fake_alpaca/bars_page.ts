import { type Bar, MINUTE_MS } from "../../domain/bar.ts";
import type { Instrument } from "../../domain/instrument.ts";
import { type Editions, REST_DELAY_MS } from "./editions.ts";
import { alpacaSymbol } from "./symbols.ts";
import type { Timeframe } from "./timeframe.ts";
import { joinBars, type WireBar, wireBar } from "./wire_bar.ts";
import type { World } from "./world.ts";

/** Which bars are asked for. */
export interface BarsQuery {
  readonly instruments: readonly Instrument[];
  /** `start <= t <= end`, Unix milliseconds. */
  readonly start: number;
  readonly end: number;
  /** Most rows of all symbols together. */
  readonly limit: number;
  readonly timeframe: Timeframe;
  readonly isDescending: boolean;
  /** Where the page begins, as the page before said. */
  readonly token?: PageToken;
  /** Newest minute that is given out, Unix milliseconds. */
  readonly newest: number;
  /** Returns what a bar is multiplied by. */
  readonly factor: (bar: Bar) => number;
}

/** The last row of the page before: rows go on after it. */
export interface PageToken {
  /** As the API writes it. */
  readonly symbol: string;
  /** Unix milliseconds. */
  readonly t: number;
}

/** One page. */
export interface BarsPage {
  /** By symbol; a symbol without rows is absent. */
  readonly bars: Readonly<Record<string, readonly WireBar[]>>;
  readonly next: PageToken | undefined;
}

/** Ranges up to this are read for all symbols at once, milliseconds. */
const AT_ONCE_MS = 2 * 86_400_000;

/** Returns a page of bars: by symbol, then time; the limit counts rows of all symbols. */
export async function readBarsPage(
  world: World,
  editions: Editions,
  query: BarsQuery,
): Promise<BarsPage> {
  const { instruments, limit, token, end, newest, start } = query;
  const sorted = instruments.toSorted((a, b) =>
    alpacaSymbol(a) < alpacaSymbol(b) ? -1 : 1
  );
  const last = Math.min(end, newest);
  const source = last - start <= AT_ONCE_MS
    ? await readAll(world, start, last)
    : undefined;
  const bars: Record<string, WireBar[]> = {};
  let rest = limit;
  let reached: PageToken | undefined;
  for (const instrument of sorted) {
    const name = alpacaSymbol(instrument);
    if (token && name < token.symbol) continue;
    const rows = await readRows({ world, editions, query, last }, instrument, {
      source: source?.get(instrument.symbol) ?? (source && []),
      want: rest + 1,
      after: token?.symbol === name ? token.t : undefined,
    });
    if (rows.length > 0 && rest === 0) return { bars, next: reached };
    const page = rows.slice(0, rest);
    rest -= page.length;
    if (page.length > 0) {
      bars[name] = page;
      reached = { symbol: name, t: Date.parse((page.at(-1) as WireBar).t) };
    }
    if (rows.length > page.length) return { bars, next: reached };
  }
  return { bars, next: undefined };
}

async function readAll(
  world: World,
  start: number,
  last: number,
): Promise<Map<string, Bar[]>> {
  return Map.groupBy(await world.bars(start - 1, last), (bar) => bar.symbol);
}

interface Reading {
  readonly world: World;
  readonly editions: Editions;
  readonly query: BarsQuery;
  readonly last: number;
}

/** Returns at most about `want` rows of a symbol after `after`, as they are seen now. */
async function readRows(
  { world, editions, query, last }: Reading,
  { symbol }: Instrument,
  { source, want, after }: {
    readonly source: readonly Bar[] | undefined;
    readonly want: number;
    readonly after: number | undefined;
  },
): Promise<WireBar[]> {
  const { start, isDescending, factor } = query;
  const { isMinute, startOf } = query.timeframe;
  const now = world.clock.now();
  const from = after === undefined || isDescending || !isMinute
    ? start
    : after + 1;
  const pages = source ? [source] : world.past([symbol], from, last + 1);
  const seen: Bar[] = [];
  const rows: WireBar[] = [];
  for await (const page of pages) {
    for (const bar of page) {
      if (bar.at < from || bar.at > last) continue;
      if (!isMinute) {
        if (bar.at + MINUTE_MS + REST_DELAY_MS <= now) seen.push(bar);
        continue;
      }
      const times = factor(bar);
      for (const row of await editions.rows(bar, now)) {
        rows.push(times === 1 ? row : wireBar(scaled(bar, times)));
      }
    }
    if (isMinute && !isDescending && rows.length >= want) break;
  }
  for (const bar of isMinute ? [] : joinBars(seen, startOf)) {
    rows.push(wireBar(scaled(bar, factor(bar))));
  }
  if (isDescending) rows.reverse();
  if (after === undefined) return rows;
  return rows.filter(({ t }) =>
    isDescending ? Date.parse(t) < after : Date.parse(t) > after
  );
}

function scaled(bar: Bar, times: number): Bar {
  if (times === 1) return bar;
  return {
    symbol: bar.symbol,
    at: bar.at,
    open: bar.open * times,
    high: bar.high * times,
    low: bar.low * times,
    close: bar.close * times,
    volume: bar.volume / times,
  };
}
