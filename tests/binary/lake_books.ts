/**
 * What the files of a data folder must say, computed from the texts of its
 * events with nothing of the product: sums of bigints.
 *
 * @module
 */

import { query } from "./ledger_file.ts";

/** The account, as its folder is called. */
export const ACCOUNT = "qtc-alpha";
const ONE = 10n ** 9n;

/** A portfolio at the end of a minute; amounts as texts with nine decimals. */
export interface ExpectedRow {
  readonly owner: string;
  readonly seq: number;
  /** Start of the minute, Unix milliseconds. */
  readonly at: number;
  readonly cash: string;
  readonly value: string;
  /** `SPY 1.000000000 170.000000000`: quantity and value, by symbol. */
  readonly positions: string;
}

/** Returns the portfolio rows of all teams and of the account, in the order of the ledger. */
export function expectedRows(dataDir: string): ExpectedRow[] {
  const rows: ExpectedRow[] = [];
  const teams = new Map<string, Book>();
  const marks = new Map<string, bigint>();
  const bookOf = (team: string): Book => {
    const book = teams.get(team) ?? { cash: 0n, held: new Map() };
    teams.set(team, book);
    return book;
  };
  let last = -Infinity;
  const events = query(
    dataDir,
    "select seq, kind, body from events order by seq",
  );
  for (const { seq, kind, body } of events) {
    const event = JSON.parse(String(body));
    if (event.marks) {
      for (const [symbol, mark] of Object.entries(event.marks)) {
        marks.set(symbol, units((mark as { price: string }).price));
      }
    }
    if (kind === "deposit") bookOf(event.teamId).cash += units(event.amount);
    if (kind === "fill") take(bookOf(event.teamId), event);
    if (kind !== "valued") continue;
    const row = (owner: string, cash: bigint, held: readonly Held[]) => {
      const place = { owner, seq: Number(seq), at: event.minute };
      rows.push({ ...place, ...shown(cash, held) });
    };
    for (const team of Object.keys(event.equity)) {
      const book = bookOf(team);
      row(`team/${team}`, book.cash, heldBy(book, marks));
    }
    const books = [...teams.values()];
    if (event.minute > last) {
      const cash = books.reduce((all, book) => all + book.cash, 0n);
      row(ACCOUNT, cash, sumOf(books.flatMap((book) => heldBy(book, marks))));
    }
    last = Math.max(last, event.minute);
  }
  return rows;
}

/** Returns a decimal text as 1e-9 units. */
export function units(text: string): bigint {
  const [whole = "", part = ""] = text.replace("-", "").split(".");
  const size = BigInt(whole) * ONE + BigInt(part.padEnd(9, "0"));
  return text.startsWith("-") ? -size : size;
}

/** Returns 1e-9 units as a text with nine decimals. */
export function nine(value: bigint): string {
  const size = value < 0n ? -value : value;
  const part = `${size % ONE}`.padStart(9, "0");
  return `${value < 0n ? "-" : ""}${size / ONE}.${part}`;
}

interface Book {
  cash: bigint;
  readonly held: Map<string, bigint>;
}

interface FillBody {
  readonly symbol: string;
  readonly quantity: string;
  readonly price: string;
  readonly fee: string;
  readonly feeQuantity: string;
}

function take(book: Book, fill: FillBody): void {
  const quantity = units(fill.quantity);
  book.cash -= times(units(fill.price), quantity) + units(fill.fee);
  const held = (book.held.get(fill.symbol) ?? 0n) + quantity -
    units(fill.feeQuantity);
  if (held === 0n) book.held.delete(fill.symbol);
  else book.held.set(fill.symbol, held);
}

/** What is held of a symbol and what it is worth. */
type Held = readonly [symbol: string, quantity: bigint, value: bigint];

function heldBy(book: Book, marks: ReadonlyMap<string, bigint>): Held[] {
  return [...book.held].map((
    [symbol, quantity],
  ) => [symbol, quantity, times(marks.get(symbol) ?? 0n, quantity)]);
}

/** The account holds what its teams hold, worth what theirs is. */
function sumOf(all: readonly Held[]): Held[] {
  const sums = new Map<string, Held>();
  for (const [symbol, quantity, value] of all) {
    const [, before, worth] = sums.get(symbol) ?? [symbol, 0n, 0n];
    sums.set(symbol, [symbol, before + quantity, worth + value]);
  }
  return [...sums.values()];
}

function shown(
  cash: bigint,
  held: readonly Held[],
): Pick<ExpectedRow, "cash" | "value" | "positions"> {
  return {
    cash: nine(cash),
    value: nine(held.reduce((all, [, , value]) => all + value, cash)),
    positions: held.toSorted(([a], [b]) => a < b ? -1 : 1)
      .map(([symbol, ...amounts]) => [symbol, ...amounts.map(nine)].join(" "))
      .join(", "),
  };
}

/** A product of two amounts, rounded half away from zero. */
function times(price: bigint, quantity: bigint): bigint {
  const product = price * quantity;
  const half = product < 0n ? -ONE / 2n : ONE / 2n;
  return (product + half) / ONE;
}
