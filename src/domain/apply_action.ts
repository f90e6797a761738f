/**
 * What splits and dividends do to the books. A dividend moves cash and the mark, a
 * split quantities and the mark; that leaves each position's cost, all dollars
 * paid for it, as it is: the average cost follows from the two. So the sums of the
 * books, which hold cash and costs alone, are not touched by what a quantity is
 * rounded by.
 *
 * @module
 */

import { assert } from "./assert.ts";
import { type Books, equityOf, teamOf } from "./books.ts";
import { newYorkDate } from "./calendar.ts";
import {
  actionKey,
  actionText,
  compareActions,
  type CorporateAction,
} from "./corporate_action.ts";
import {
  type Money,
  mulDiv,
  notional,
  type Price,
  type Quantity,
} from "./decimal.ts";
import type { Mark } from "./event.ts";
import type { Fill } from "./fill.ts";
import { heldOf, type Portfolio } from "./portfolio.ts";

type Split = Extract<CorporateAction, { type: "split" }>;

/**
 * Returns what is booked for an action's symbol, day and type, or under its id;
 * `undefined` when nothing is.
 */
export function bookedAs(
  { actions }: Pick<Books, "actions">,
  action: CorporateAction,
): CorporateAction | undefined {
  const key = actionKey(action);
  return actions.get(action.id) ??
    [...actions.values()].find((other) => actionKey(other) === key);
}

/**
 * Says why an action cannot be booked, `undefined` when it can: once, and for
 * what was held when `exDate` began, which is known as long as no team has traded
 * the symbol on a later day and no later split is booked. What was sold on
 * `exDate` in old shares, before the split was known, may be more than there are
 * new ones. One from before the first team concerns prices alone, and can always
 * be booked.
 */
export function actionFault(
  books: Books,
  action: CorporateAction,
): string | undefined {
  const { actions } = books;
  const { symbol, exDate } = action;
  const booked = bookedAs(books, action);
  if (booked) {
    return `it is booked already, as the ${actionText(booked)}, "${booked.id}"`;
  }
  const amounts = action.type === "split"
    ? [action.newShares, action.oldShares]
    : [action.cash];
  if (amounts.some((each) => each <= 0n)) return "its amounts must be above 0";
  const teams = teamsOn(books, exDate);
  if (teams.length === 0) return undefined;
  for (const other of actions.values()) {
    const isLater = other.symbol === symbol && other.exDate > exDate;
    if (isLater && other.type === "split") {
      return `the split "${other.id}" of ${other.exDate} came after it`;
    }
  }
  for (const team of teams) {
    const { id } = team.spec;
    const { date = "" } = team.traded.get(symbol) ?? {};
    if (date > exDate) {
      return `${id} traded ${symbol} on ${date}, after ${exDate}`;
    }
    if (action.type === "split" && afterSplit(team, action) < 0n) {
      return `${id} has sold more of it on ${exDate} than it held then, split`;
    }
  }
  return undefined;
}

/**
 * Books an action between two minutes, once: of a split, what each team held of
 * the symbol when `exDate` began becomes `newShares / oldShares` as much, and a
 * price from before `exDate` is divided by that; a dividend pays each team that
 * held it then, and such a price falls by it. What was traded on `exDate` itself,
 * before the action was known, was traded in new shares and without the dividend.
 * What it moves when a day has begun is neither won nor lost on that day.
 *
 * A dividend is a return and no flow. At a real broker it is remembered and not
 * paid here: what the broker posts to the account is booked as its posting.
 *
 * @param minute First minute that it counts for, Unix milliseconds
 * @throws {InvariantError} when it cannot be booked, see {@linkcode actionFault}
 */
export function applyAction(
  books: Books,
  action: CorporateAction,
  minute: number,
): void {
  const { id, symbol, exDate } = action;
  assert(!books.open, `an action is booked between minutes: ${id}`);
  assert(newYorkDate(minute) >= exDate, `an action's day has come: ${id}`);
  const fault = actionFault(books, action);
  assert(fault === undefined, `the action "${id}" can be booked: ${fault}`);
  books.actions.set(id, action);
  books.changedAt = minute;
  const teams = teamsOn(books, exDate);
  const late = teams.filter(({ day }) => day.date >= exDate).map((team) => ({
    ...{ team, before: equityOf(books, team.spec.id) },
  }));
  for (const team of teams) {
    if (action.type === "split") {
      setQuantity(team, symbol, afterSplit(team, action));
    } else if (books.identity?.broker === "simulated") {
      const paid = notional(action.cash, heldBefore(team, action).held);
      team.cash = team.cash + paid as Money;
      team.dividends = team.dividends + paid as Money;
    }
  }
  movePrices(books, action);
  for (const { team, before } of late) {
    const moved = equityOf(books, team.spec.id) - before;
    team.day.startEquity = team.day.startEquity + moved as Money;
  }
}

/**
 * Puts right what was paid of dividends by an execution of before their days that
 * is booked after them, as one in a minute that was missed: who sold then is not
 * paid, who bought is.
 */
export function payLate(books: Books, fill: Fill): void {
  const { symbol, at, teamId, quantity, feeQuantity } = fill;
  const date = newYorkDate(at);
  const { open, identity } = books;
  // An action is booked before its day: what is of today comes after all.
  if (identity?.broker !== "simulated") return;
  if (open && newYorkDate(open.minute) === date) return;
  const team = teamOf(books, teamId);
  for (const action of books.actions.values()) {
    if (action.symbol !== symbol || action.type !== "dividend") continue;
    if (action.exDate <= date) continue;
    const held = quantity - feeQuantity as Quantity;
    const paid = notional(action.cash, held);
    team.cash = team.cash + paid as Money;
    team.dividends = team.dividends + paid as Money;
  }
}

/** Returns what a team held when an action's day began, and traded on that day. */
function heldBefore(
  team: Portfolio,
  { symbol, exDate }: CorporateAction,
): { readonly held: Quantity; readonly since: Quantity } {
  const last = team.traded.get(symbol);
  const since = last?.date === exDate ? last.quantity : 0n as Quantity;
  const held = heldOf(team, symbol) - since as Quantity;
  assert(held >= 0n, `nobody held less than nothing of ${symbol}`);
  return { held, since };
}

/** Below 0: more was sold on the day than there was. */
function afterSplit(team: Portfolio, split: Split): bigint {
  const { held, since } = heldBefore(team, split);
  return splitQuantity(held, split) + since;
}

/** Prices of the day itself are what it made of them. */
function movePrices(books: Books, action: CorporateAction): void {
  const { symbol, exDate } = action;
  const mark = books.marks.get(symbol);
  if (mark && newYorkDate(mark.at) < exDate) {
    const { at, price } = mark;
    books.marks.set(symbol, { price: priceAfter(price, action), at });
  }
  const frozen = books.frozen.get(symbol);
  if (frozen && newYorkDate(frozen.since) < exDate) {
    const price = priceAfter(frozen.price, action);
    books.frozen.set(symbol, { ...frozen, price });
  }
}

/** Who joined later held nothing then. */
function teamsOn({ teams }: Books, date: string): Portfolio[] {
  return [...teams.values()].filter(({ joinedAt }) =>
    newYorkDate(joinedAt) <= date
  );
}

/**
 * Returns the mark in today's shares: a price of before a split that is booked is
 * divided by it, one of before a dividend falls by that.
 */
export function markToday(
  { actions }: Pick<Books, "actions">,
  symbol: string,
  mark: Mark,
): Mark {
  const date = newYorkDate(mark.at);
  const since = [...actions.values()].filter((action) =>
    action.symbol === symbol && action.exDate > date
  );
  if (since.length === 0) return mark;
  const price = since.sort(compareActions).reduce(priceAfter, mark.price);
  return { ...mark, price };
}

/** The one place where a quantity is rounded by a split: half away from zero. */
function splitQuantity(
  held: Quantity,
  { newShares, oldShares }: Split,
): Quantity {
  return mulDiv(held, newShares, oldShares) as Quantity;
}

/** A price is at least the smallest one that there is. */
function priceAfter(price: Price, action: CorporateAction): Price {
  const moved = action.type === "split"
    ? mulDiv(price, action.oldShares, action.newShares)
    : price - action.cash;
  return (moved > 0n ? moved : 1n) as Price;
}

/** What is rounded to nothing is lost with what it cost, like anything sold for nothing. */
function setQuantity(team: Portfolio, symbol: string, quantity: bigint): void {
  const cost = team.positions.get(symbol)?.cost ?? 0n as Money;
  if (quantity > 0n) {
    const whole = quantity as Quantity;
    team.positions.set(symbol, { symbol, quantity: whole, cost });
  } else {
    team.positions.delete(symbol);
    team.realized = team.realized - cost as Money;
  }
}
