import { setImmediate } from "node:timers";
import type { Bar } from "../../domain/bar.ts";
import type { AssetClass } from "../../domain/instrument.ts";
import { AlpacaError } from "./alpaca_error.ts";
import { readBarOrFault } from "./bar_json.ts";
import type { AlpacaRest, BarsRequest, CallLimits, StockFeed } from "./rest.ts";
import type { SymbolForms } from "./symbols.ts";

/** Which bars {@linkcode barPages} fetches. */
export interface BarsWanted {
  readonly assetClass: AssetClass;
  /** Our form. */
  readonly symbols: readonly string[];
  /** `from <= at <= to`, Unix milliseconds, both inclusive. */
  readonly from: number;
  readonly to: number;
}

/** Who is asked, and how symbols are written there. */
export interface BarSource {
  readonly rest: AlpacaRest;
  readonly forms: SymbolForms;
  readonly feed: StockFeed;
  /** Takes note of bars that cannot be used. */
  readonly onFaults?: (faults: readonly BarFault[]) => void;
}

/** A bar that cannot be used. */
export interface BarFault {
  readonly symbol: string;
  readonly reason: string;
}

/** Most symbols of a request: its address stays below 2,000 characters. */
const SYMBOLS_MAX = 200;
/** Rows that are read at once: some milliseconds' work. */
const PIECE_ROWS = 1_000;
/** Most pages of a request; more is a server that repeats itself. */
const PAGES_MAX = 5_000;

/**
 * Fetches bars page by page until there is no more. What cannot be used, was not
 * asked for, or is there twice in a page is left out.
 *
 * @throws {AlpacaError}
 */
export async function* barPages(
  source: BarSource,
  wanted: BarsWanted,
  limits: CallLimits,
): AsyncGenerator<Bar[]> {
  const { symbols } = wanted;
  for (let i = 0; i < symbols.length; i += SYMBOLS_MAX) {
    const some = symbols.slice(i, i + SYMBOLS_MAX);
    yield* pagesOf(source, { ...wanted, symbols: some }, limits);
  }
}

/** Fetches bars, all pages at once; see {@linkcode barPages}. */
export async function fetchBars(
  source: BarSource,
  wanted: BarsWanted,
  limits: CallLimits,
): Promise<Bar[]> {
  return (await Array.fromAsync(barPages(source, wanted, limits))).flat();
}

async function* pagesOf(
  source: BarSource,
  { assetClass, symbols, from, to }: BarsWanted,
  limits: CallLimits,
): AsyncGenerator<Bar[]> {
  const { rest, forms, feed } = source;
  const request: BarsRequest = {
    ...{ assetClass, from, to, feed },
    symbols: symbols.map(forms.theirs),
  };
  const isWanted = new Set(symbols);
  let pageToken: string | undefined;
  for (let page = 0; page < PAGES_MAX; page++) {
    const answer = await rest.bars({
      ...request,
      ...(pageToken !== undefined && { pageToken }),
    }, limits);
    yield readPage(
      answer.bars ?? {},
      source,
      ({ symbol, at }) => isWanted.has(symbol) && at >= from && at <= to,
    );
    const next = answer.next_page_token;
    // An empty text is what some answers have instead of null.
    if (!next) return;
    if (next === pageToken) break;
    pageToken = next;
  }
  throw new AlpacaError({
    what: "the next page of bars",
    reason: "unexpected",
  });
}

/** Reads a page in pieces: no minute waits for thousands of bars of the past. */
async function readPage(
  page: Readonly<Record<string, readonly unknown[] | null>>,
  { forms, onFaults }: BarSource,
  isWanted: (bar: Bar) => boolean,
): Promise<Bar[]> {
  const bars: Bar[] = [];
  const faults: BarFault[] = [];
  let rows = 0;
  for (const [theirs, list] of Object.entries(page)) {
    const symbol = forms.ours(theirs);
    if (symbol === undefined) continue;
    const minutes = new Set<number>();
    for (const json of list ?? []) {
      if (++rows % PIECE_ROWS === 0) {
        await new Promise((resolve) => setImmediate(resolve));
      }
      const bar = readBarOrFault(symbol, json);
      if (typeof bar === "string") {
        faults.push({ symbol, reason: bar });
      } else if (isWanted(bar) && !minutes.has(bar.at)) {
        minutes.add(bar.at);
        bars.push(bar);
      }
    }
  }
  if (faults.length > 0) onFaults?.(faults);
  return bars;
}
