import { type Bar, MINUTE_MS } from "../../domain/bar.ts";
import { isTrading } from "../../domain/calendar.ts";
import { QtcError } from "../../domain/error.ts";
import type { BarChange, FeedHealth } from "../../domain/feed.ts";
import type { AssetClass, Instrument } from "../../domain/instrument.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Log } from "../../ports/log.ts";
import type { MarketData } from "../../ports/market_data.ts";
import { reasonOf } from "./alpaca_error.ts";
import { askedClasses, type ClassSymbols } from "./asked_classes.ts";
import {
  fetchRange,
  floorMinute,
  lastEnded,
  pastBars,
  type Range,
} from "./bar_ranges.ts";
import { type BarStreams, barStreams } from "./bar_streams.ts";
import { clockWatch } from "./clock_watch.ts";
import { type HealthBoard, healthBoard, reportMinute } from "./feed_health.ts";
import type { BarSource } from "./fetch_bars.ts";
import { collectMinute, type MinuteResult } from "./minute_bars.ts";
import { type Presence, presence } from "./presence.ts";
import { refusedBars } from "./refused_bars.ts";
import type { AlpacaRest, CallLimits, StockFeed } from "./rest.ts";
import { type SeenBars, seenBars } from "./seen_bars.ts";
import { symbolForms } from "./symbols.ts";
import { lastBars } from "./walk_back.ts";

/** What {@linkcode alpacaMarketData} prices, and how. */
export interface AlpacaMarketDataOptions {
  readonly rest: AlpacaRest;
  /** What is traded. */
  readonly instruments: readonly Instrument[];
  /** Where equities' bars come from; default: iex. */
  readonly feed?: StockFeed;
  readonly clock: Clock;
  /** Uniform in [0, 1); spreads the waits. */
  readonly random: () => number;
  readonly log: Log;
  /** The bars sockets, when they are wanted: their origin and the keys. */
  readonly stream?: {
    readonly streamUrl: string;
    readonly keyId: string;
    readonly secretKey: string;
  };
}

/** Alpaca's market data; it has sockets and checks under way. */
export interface AlpacaMarketData extends MarketData {
  changes(): readonly BarChange[];
  health(): FeedHealth;
  /** Lets go of sockets and requests. */
  close(): Promise<void>;
}

/** What the parts of it share. */
interface Parts {
  readonly instruments: readonly Instrument[];
  readonly source: BarSource;
  readonly seen: SeenBars;
  readonly judge: Presence;
  readonly board: HealthBoard;
  readonly streams: BarStreams | undefined;
  /** Up to which minute a class could be had, Unix milliseconds. */
  readonly answered: Map<AssetClass, number>;
  readonly clock: Clock;
  readonly log: Log;
  readonly closing: AbortSignal;
  /** Lets something run on, until it is done or all is closed. */
  readonly beside: (work: Promise<unknown>) => void;
}

/** Longest that a minute's bars are waited for, milliseconds: R13 allows ten seconds. */
const BUDGET_MS = 9_500;
/** How far back it is looked again for what was late or is revised. */
const AGAIN_MS = 5 * MINUTE_MS;
/** What ended earlier is fetched as it is now, and not remembered. */
const RECENT_MS = 20 * MINUTE_MS;
/** So long after its end a minute's bars may still come in. */
const FRESH_MS = 20_000;

/**
 * Returns Alpaca's market data. A minute is asked for over REST at once, and
 * again while bars are missing that usually come; with sockets, a minute that is
 * complete by then is given without waiting for REST, which checks it.
 */
export function alpacaMarketData(
  options: AlpacaMarketDataOptions,
): AlpacaMarketData {
  const { rest, clock, log } = options;
  const closing = new AbortController();
  const running = new Set<Promise<void>>();
  const parts = makeParts(options, {
    closing: closing.signal,
    beside(work) {
      const done = work.then(() => {}, (error) => {
        if (closing.signal.aborted) return;
        log.write("debug", "A check failed", { reason: reasonOf(error) });
      }).finally(() => running.delete(done));
      running.add(done);
    },
  });
  const { instruments, source, seen, board } = parts;
  const compareClocks = clockWatch({
    ...{ rest, clock },
    tell: (reason) => board.set("clock", reason),
  });
  return {
    instruments,
    async bars(after, upTo, signal) {
      signal.throwIfAborted();
      const from = floorMinute(after) + MINUTE_MS;
      const to = Math.min(floorMinute(upTo), lastEnded(clock));
      if (from > to) return [];
      if (to + MINUTE_MS < clock.now() - RECENT_MS) {
        return await fetchRange(parts, { from, to }, { signal });
      }
      parts.beside(compareClocks(closing.signal));
      return await recentBars(parts, { from, to }, signal);
    },
    async history(before, rows, signal) {
      signal.throwIfAborted();
      return await lastBars(source, { instruments, before, rows, signal });
    },
    past: (symbols, from, to, signal) =>
      pastBars(parts, symbols, {
        from,
        to: Math.min(to - 1, lastEnded(clock)),
      }, signal),
    changes: seen.changes,
    health: board.health,
    async close() {
      closing.abort(
        new QtcError("unavailable", "Cannot get bars: the feed is closed"),
      );
      await parts.streams?.close();
      await Promise.all(running);
    },
  };
}

function makeParts(
  options: AlpacaMarketDataOptions,
  running: Pick<Parts, "closing" | "beside">,
): Parts {
  const { rest, clock, log, feed = "iex", stream } = options;
  const instruments = options.instruments
    .toSorted((a, b) => a.symbol < b.symbol ? -1 : 1);
  const forms = symbolForms(instruments);
  const seen = seenBars();
  const board = healthBoard(({ state, reason }) =>
    log.write(
      state === "healthy" ? "info" : "warning",
      `Market data is ${state}${reason === undefined ? "" : `: ${reason}`}`,
    )
  );
  const common = { clock, log, instruments, seen };
  return {
    ...{ ...common, ...running, board, judge: presence(seen.has) },
    answered: new Map(),
    source: {
      ...{ rest, forms, feed },
      onFaults: refusedBars({ clock, log }),
    },
    streams: stream && barStreams({
      ...{ ...common, ...stream, feed, forms, random: options.random },
      onState: (reason) => board.set("socket", reason),
    }),
  };
}

/** Fetches minutes that have just ended, and looks again at those before. */
async function recentBars(
  parts: Parts,
  { from, to }: Range,
  signal: AbortSignal,
): Promise<Bar[]> {
  const { instruments, seen, clock, closing, answered } = parts;
  const now = clock.now();
  const until = now + BUDGET_MS;
  const begin = Math.max(from, to - RECENT_MS);
  const classes = askedClasses(instruments, Math.min(begin, to - AGAIN_MS), to);
  const isEarly = begin === to &&
    classes.every((each) => isComplete(parts, each, to));
  const stop = isEarly ? closing : AbortSignal.any([signal, closing]);
  const work = Promise.all(classes.map((each) =>
    collectMinute({
      ...{ ...parts, presence: parts.judge },
      isHalted: (symbol) => parts.streams?.isHalted(symbol) ?? false,
    }, {
      ...{ ...each, minute: to, until, signal: stop },
      // Further back after a time in which the class could not be had.
      from: Math.max(
        to - RECENT_MS,
        Math.min(begin, to - AGAIN_MS, answered.get(each.assetClass) ?? to),
      ),
      isFresh: now < to + MINUTE_MS + FRESH_MS,
    })
  )).then((results) => {
    reportMinute(parts.board, results);
    for (const { assetClass, newest, failure } of results) {
      if (failure === undefined) answered.set(assetClass, to);
      parts.streams?.checkWith(assetClass, newest);
    }
    return results;
  });
  const older = from < begin
    ? catchUp(parts, { from, to: begin - MINUTE_MS }, { signal, until })
    : Promise.resolve([]);
  if (isEarly) parts.beside(work);
  else throwWhenDown(parts, await work, to);
  return [...await older, ...seen.give(begin, to)];
}

/** Says whether a socket has brought all of a minute that was to be expected. */
function isComplete(
  { streams, seen, judge }: Parts,
  { assetClass, symbols }: ClassSymbols,
  minute: number,
): boolean {
  if (!streams?.isLive(assetClass)) return false;
  if (!isTrading(assetClass, minute)) return true;
  const expected = judge.expected(assetClass, symbols, minute)
    .filter((symbol) => !streams.isHalted(symbol));
  return expected.every((symbol) => seen.has(symbol, minute));
}

/** A minute of which nothing is known is no minute without bars. */
function throwWhenDown(
  { seen, instruments }: Parts,
  results: readonly MinuteResult[],
  minute: number,
): void {
  const [first] = results;
  const isDown = results.every(({ failure }) => failure !== undefined);
  const hasBars = instruments.some(({ symbol }) => seen.has(symbol, minute));
  if (first && isDown && !hasBars) throw first.failure;
}

/** Fetches what was missed for long; what cannot be had in time is left to the repair. */
async function catchUp(
  parts: Parts,
  range: Range,
  limits: CallLimits,
): Promise<Bar[]> {
  try {
    return await fetchRange(parts, range, limits);
  } catch (error) {
    limits.signal.throwIfAborted();
    parts.log.write("warning", "Missed minutes are left to the repair", {
      from: new Date(range.from).toISOString(),
      to: new Date(range.to).toISOString(),
      reason: reasonOf(error),
    });
    return [];
  }
}
