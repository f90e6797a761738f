/**
 * What is always true of the books. One checker, used by the engine after each
 * minute, by `qtc verify` and by tests.
 *
 * @module
 */

import { type Books, buyingPower, equityOf, LATE } from "./books.ts";
import { abs, decimalText, notional, type Quantity } from "./decimal.ts";
import { isTerminal, type Order, remaining } from "./order.ts";
import type { Portfolio } from "./portfolio.ts";

/**
 * Returns every invariant that does not hold, in words; empty when all do.
 *
 * @param since Closed orders that last changed before are left out, Unix milliseconds
 */
export function brokenInvariants(books: Books, since = 0): string[] {
  const broken: string[] = [];
  for (const team of books.teams.values()) {
    broken.push(...brokenOfTeam(books, team));
  }
  for (const order of books.orders.values()) {
    if (order.updatedAt < since && isTerminal(order.status)) continue;
    broken.push(...brokenOfOrder(books, order));
  }
  return broken;
}

function brokenOfTeam(books: Books, team: Portfolio): string[] {
  const { spec: { id }, cash, deposits, paid, fees, realized } = team;
  const { dividends } = team;
  const broken: string[] = [];
  const check = (holds: boolean, what: string): void => {
    if (!holds) broken.push(`${id}: ${what}`);
  };
  check(
    cash === deposits + dividends - paid - fees,
    `cash ${decimalText(cash)} is not deposits and dividends less what was ` +
      "paid and fees",
  );
  let cost = 0n;
  let marked = true;
  for (const position of team.positions.values()) {
    cost += position.cost;
    check(
      position.quantity > 0n,
      `holds ${decimalText(position.quantity)} ${position.symbol}`,
    );
    const isMarked = books.marks.has(position.symbol);
    check(isMarked, `holds ${position.symbol}, which has no mark`);
    marked &&= isMarked;
  }
  check(
    cost - realized === paid,
    "cost less realized profit is not what was paid",
  );
  check(
    // Each fill's value and fee are rounded by at most half a unit each.
    buyingPower(books, id) >= -2n * BigInt(team.fillCount),
    `open orders reserve more than the cash of ${decimalText(cash)}`,
  );
  const selling = new Map<string, bigint>();
  for (const order of team.open.values()) {
    check(books.orders.get(order.id) === order, `${order.id} stands twice`);
    if (order.side !== "sell") continue;
    const sum = (selling.get(order.symbol) ?? 0n) + remaining(order);
    selling.set(order.symbol, sum);
  }
  for (const [symbol, quantity] of selling) {
    const held = team.positions.get(symbol)?.quantity ?? 0n;
    check(quantity <= held, `open orders sell more ${symbol} than is held`);
  }
  if (
    marked && team.active && team.equity !== undefined &&
    books.valuedAt !== undefined &&
    books.settledUpTo === books.valuedAt &&
    // A split may move it by what it rounds, a dividend by all that it pays.
    (books.changedAt === undefined || books.changedAt <= books.valuedAt) &&
    books.barsUpTo === books.valuedAt && !books.open
  ) {
    const equity = equityOf(books, id);
    check(
      equity === team.equity,
      `equity was written as ${decimalText(team.equity)} and is ` +
        decimalText(equity),
    );
  }
  return broken;
}

function brokenOfOrder(books: Books, order: Order): string[] {
  const { id, quantity, filled, filledValue, status, worst } = order;
  const broken: string[] = [];
  const check = (holds: boolean, what: string): void => {
    if (!holds) broken.push(`${id}: ${what}`);
  };
  check(quantity > 0n, "has no quantity");
  check(filled >= 0n && filled <= quantity, "is filled beyond its quantity");
  const isLate = status !== "FILLED" && isTerminal(status) &&
    order.note?.startsWith(LATE);
  check(
    (status === "FILLED") === (filled === quantity) || isLate === true,
    `is ${status} with ${decimalText(filled)} of ${decimalText(quantity)}`,
  );
  check(
    new Set(order.fillIds).size === order.fillIds.length,
    "has an execution twice",
  );
  check(
    (filled === 0n) === (order.fillIds.length === 0),
    "is filled by nothing",
  );
  if (order.side === "buy") {
    // Each fill's value is rounded by at most half a unit.
    const most = notional(worst, filled as Quantity) +
      BigInt(order.fillIds.length);
    check(abs(filledValue) <= most, "cost more than it reserved");
  }
  if (order.side === "sell" && order.limit !== undefined) {
    const least = notional(order.limit, filled) - BigInt(order.fillIds.length);
    check(filledValue >= least, "was sold below its limit");
  }
  check(books.teams.has(order.teamId), "belongs to no team");
  const open = books.teams.get(order.teamId)?.open.has(id) ?? false;
  check(
    open === !isTerminal(status),
    `is ${status} and listed as ${open ? "open" : "closed"}`,
  );
  return broken;
}
