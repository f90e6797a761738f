import type { Bar } from "../domain/bar.ts";
import { markToday } from "../domain/apply_action.ts";
import type { Books } from "../domain/books.ts";
import { newYorkDate } from "../domain/calendar.ts";
import { fromNumber, type Price } from "../domain/decimal.ts";
import type { LedgerEvent, Mark } from "../domain/event.ts";
import { isJump } from "../domain/jump.ts";
import { mayBecome } from "../domain/order.ts";

/** What a minute's bars come to. */
export interface Marking {
  /** The new marks. */
  readonly marks: Readonly<Record<string, Mark>>;
  /** What happens before them: symbols freeze and thaw, orders are cancelled. */
  readonly events: readonly LedgerEvent[];
}

/** How {@linkcode markBars} marks. */
export interface MarkOptions {
  /** The minute that the bars open, Unix milliseconds. */
  readonly minute: number;
  /** Percent, see {@linkcode isJump}. */
  readonly limit: number;
  /**
   * Returns a symbol's last bar before these that may give a price; absent: there
   * is none.
   */
  readonly lastBar?: (symbol: string) => Bar | undefined;
}

/**
 * Returns the new marks of a minute's bars, the last close of each symbol. A
 * symbol of which one bar jumps, open and close both, is frozen instead: its mark
 * stays, its open orders are cancelled, nothing of these bars fills them. It
 * thaws with the first minute none of whose bars do. A close that jumps alone may
 * be a slip: it is no mark until the next bar opens or closes near it.
 *
 * @param bars Those that prices are taken from, by minute
 */
export function markBars(
  books: Books,
  bars: readonly Bar[],
  options: MarkOptions,
): Marking {
  const { minute, lastBar = () => undefined } = options;
  const marks: Record<string, Mark> = {};
  const events: LedgerEvent[] = [];
  const today = newYorkDate(minute);
  for (const [symbol, own] of Map.groupBy(bars, (bar) => bar.symbol)) {
    const frozen = books.frozen.get(symbol);
    if (frozen?.reason !== undefined) continue;
    const prices = own.map((bar) => priced(books, bar, today));
    const mark = books.marks.get(symbol);
    // A bar since the mark that made none is a close that jumped alone.
    const slip = (): Mark | undefined => {
      const bar = frozen ? undefined : lastBar(symbol);
      const isLater = bar !== undefined && bar.at > (mark?.at ?? Infinity);
      return isLater ? priced(books, bar, today).close : undefined;
    };
    const { limit } = options;
    const { jumped, last } = follow(mark?.price, prices, { limit, slip });
    if (jumped !== undefined) {
      if (!frozen) {
        events.push(...freeze(books, { symbol, minute, price: jumped }));
      }
      continue;
    }
    if (!last) continue;
    if (frozen) {
      const reason = "its price came back";
      events.push({ kind: "thawed", minute, symbol, reason });
    }
    marks[symbol] = last;
  }
  return { marks, events };
}

/** A bar's open and close in today's shares. */
interface Priced {
  readonly open: Price;
  readonly close: Mark;
}

/** Bars of days before a split that is booked come with the prices of then. */
function priced(
  books: Books,
  { symbol, at, open, close }: Bar,
  today: string,
): Priced {
  const markOf = (value: number): Mark => {
    const mark = { price: fromNumber<Price>(value), at };
    return newYorkDate(at) < today ? markToday(books, symbol, mark) : mark;
  };
  return { open: markOf(open).price, close: markOf(close) };
}

/**
 * Follows a price over bars, each held against the one before: a day that was
 * missed is no jump. What has had no price yet has none to jump from.
 *
 * @param slip Returns the close before these, if it jumped alone
 * @returns The close of the first bar that jumped; or the last one that counts,
 *   if any does
 */
function follow(
  mark: Price | undefined,
  prices: readonly Priced[],
  { limit, slip }: {
    readonly limit: number;
    readonly slip: () => Mark | undefined;
  },
): { readonly jumped?: Price; readonly last?: Mark } {
  let before = mark;
  let doubtful: Mark | undefined;
  let last: Mark | undefined;
  for (const bar of prices) {
    const { open, close } = bar;
    const isNear = (price: Price, to = before): boolean =>
      to === undefined || !isJump(price, to, limit);
    // Looked up only when it can matter: for hundreds of symbols it never does.
    if (bar === prices[0] && !isNear(close.price)) doubtful = slip();
    if (
      doubtful && !isNear(close.price) &&
      (isNear(open, doubtful.price) || isNear(close.price, doubtful.price))
    ) {
      last = doubtful;
      before = doubtful.price;
    }
    if (isNear(close.price)) {
      last = close;
      before = mark === undefined ? undefined : close.price;
      doubtful = undefined;
    } else if (isNear(open)) doubtful = close;
    else return { jumped: close.price };
  }
  return last ? { last } : {};
}

/** Returns what freezes a symbol at its mark and cancels what is open of it. */
export function freeze(
  { marks, teams }: Books,
  { symbol, minute, price, why = {} }: {
    readonly symbol: string;
    readonly minute: number;
    /** The price that came; absent: none did. */
    readonly price?: Price;
    /** Absent: its price jumped. */
    readonly why?: { readonly refused?: string; readonly reason?: string };
  },
): LedgerEvent[] {
  const mark = marks.get(symbol)?.price ?? price;
  if (mark === undefined) return [];
  const open = [...teams.values()].flatMap((team) => [...team.open.values()]);
  const { reason = "its price jumped" } = why;
  return [
    { kind: "frozen", minute, symbol, mark, price: price ?? mark, ...why },
    ...open.filter((order) =>
      order.symbol === symbol && mayBecome(order.status, "PENDING_CANCEL")
    ).map(({ id, teamId }): LedgerEvent => ({
      ...{ kind: "status", teamId, orderId: id, minute, at: minute },
      status: "PENDING_CANCEL",
      note: `${symbol} is frozen: ${reason}`,
    })),
  ];
}
