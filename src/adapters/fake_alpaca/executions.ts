import { abs, mulDiv, notional, ONE } from "../../domain/decimal.ts";
import type { Price, Quantity } from "../../domain/decimal.ts";

/** One execution of an order. */
export interface Execution {
  /** UUID. */
  readonly id: string;
  readonly orderId: string;
  /** Our own form. */
  readonly symbol: string;
  /** Signed: positive bought; 1e-9 units. */
  readonly quantity: bigint;
  /** 1e-9 USD. */
  readonly price: bigint;
  /** Dollars, 1e-9, >= 0: what a sale of coins costs. */
  readonly fee: bigint;
  /** Coins, 1e-9, >= 0: what a purchase of coins costs. */
  readonly feeQuantity: bigint;
  /** Nanoseconds since 1970. */
  readonly at: bigint;
  /** The execution that this one is instead of. */
  readonly corrects?: string;
}

/** Whatever changes the account and is no execution. */
export interface Movement {
  /** UUID. */
  readonly id: string;
  readonly kind: "deposit" | "transfer" | "split";
  /** Nanoseconds since 1970. */
  readonly at: bigint;
  /** Dollars, 1e-9, signed; of a deposit. */
  readonly cash: bigint;
  /** Our own form; of a transfer or split. */
  readonly symbol?: string;
  /** Units that come or go, 1e-9. */
  readonly quantity: bigint;
  /** Dollars a unit at which a transfer is booked, 1e-9. */
  readonly price: bigint;
}

/** What the account holds of one symbol. */
export interface Holding {
  /** Signed, 1e-9 units. */
  readonly quantity: bigint;
  /** Average price of entry, 1e-9 USD. */
  readonly average: bigint;
}

/** Cash and holdings at some instant. */
export interface Book {
  /** Dollars, 1e-9, signed. */
  cash: bigint;
  /** By symbol, our own form; what is flat is absent. */
  readonly holdings: Map<string, Holding>;
}

/**
 * The one truth of the fake: what was executed and moved, in order. Everything
 * else (orders' filled quantities, positions, cash, activities) is computed.
 */
export class Ledger {
  #entries: (Execution | Movement)[] = [];
  readonly #busted = new Set<string>();
  readonly #byOrder = new Map<string, Execution[]>();
  #book: Book = { cash: 0n, holdings: new Map() };

  /** Executions that hold, oldest first. */
  get executions(): readonly Execution[] {
    return this.#entries.filter((each): each is Execution =>
      isExecution(each) && !this.#busted.has(each.id)
    );
  }

  get movements(): readonly Movement[] {
    return this.#entries.filter((each): each is Movement => !isExecution(each));
  }

  /** Returns the executions that hold after an instant (nanoseconds, exclusive), oldest first. */
  since(at: bigint): Execution[] {
    const first = this.#entries.findLastIndex((each) => each.at <= at) + 1;
    return this.#entries.slice(first).filter((each): each is Execution =>
      isExecution(each) && !this.#busted.has(each.id)
    );
  }

  /** Cash and holdings now. */
  get book(): Readonly<Book> {
    return this.#book;
  }

  /** Returns the executions of an order that hold, oldest first. */
  of(orderId: string): readonly Execution[] {
    return (this.#byOrder.get(orderId) ?? [])
      .filter(({ id }) => !this.#busted.has(id));
  }

  /** Writes down an execution or movement. */
  add(entry: Execution | Movement): void {
    this.#entries.push(entry);
    if (isExecution(entry)) {
      const those = this.#byOrder.get(entry.orderId);
      if (those) those.push(entry);
      else this.#byOrder.set(entry.orderId, [entry]);
    }
    apply(this.#book, entry);
  }

  /** Takes an execution back, as if it had never been. */
  bust(id: string): void {
    this.#busted.add(id);
    this.#book = this.#refold();
  }

  /** Forgets everything. */
  clear(): void {
    this.#entries = [];
    this.#busted.clear();
    this.#byOrder.clear();
    this.#book = this.#refold();
  }

  /** Returns the book after all entries that hold. */
  #refold(): Book {
    const book: Book = { cash: 0n, holdings: new Map() };
    for (const entry of this.#entries) {
      if (!this.#busted.has(entry.id)) apply(book, entry);
    }
    return book;
  }
}

function isExecution(entry: Execution | Movement): entry is Execution {
  return "orderId" in entry;
}

/** Returns the sum of quantities without sign, and their average price; no price without any. */
export function filledOf(
  executions: readonly Execution[],
): { readonly quantity: bigint; readonly average: bigint | undefined } {
  let quantity = 0n;
  let value = 0n;
  for (const each of executions) {
    quantity += abs(each.quantity);
    value += abs(each.quantity) * each.price;
  }
  const average = quantity === 0n ? undefined : mulDiv(value, 1n, quantity);
  return { quantity, average };
}

function apply(book: Book, entry: Execution | Movement): void {
  if (isExecution(entry)) {
    const { quantity, price, fee, feeQuantity } = entry;
    book.cash -= notional(price as Price, quantity as Quantity) + fee;
    trade(book, entry.symbol, quantity, price);
    shrink(book, entry.symbol, feeQuantity);
    return;
  }
  book.cash += entry.cash;
  if (entry.symbol === undefined) return;
  if (entry.kind === "transfer") {
    trade(book, entry.symbol, entry.quantity, entry.price);
  } else split(book, entry.symbol, entry.quantity);
}

/** Adds to a holding at average cost; what crosses zero begins anew at the price. */
function trade(
  { holdings }: Book,
  symbol: string,
  quantity: bigint,
  price: bigint,
): void {
  const before = holdings.get(symbol) ?? { quantity: 0n, average: 0n };
  const after = before.quantity + quantity;
  const isAdd = before.quantity === 0n ||
    before.quantity > 0n === quantity > 0n;
  const crosses = after > 0n !== before.quantity > 0n;
  const average = isAdd
    ? mulDiv(
      abs(before.quantity) * before.average + abs(quantity) * price,
      1n,
      abs(after),
    )
    : crosses
    ? price
    : before.average;
  put(holdings, symbol, { quantity: after, average });
}

/** Takes a fee in coins: fewer of them, each at the same average price. */
function shrink({ holdings }: Book, symbol: string, coins: bigint): void {
  const before = holdings.get(symbol);
  if (!before || coins === 0n) return;
  put(holdings, symbol, { ...before, quantity: before.quantity - coins });
}

/** Adds what a split brings; the cost stays. */
function split({ holdings }: Book, symbol: string, more: bigint): void {
  const before = holdings.get(symbol);
  if (!before) return;
  const quantity = before.quantity + more;
  const average = quantity === 0n
    ? 0n
    : mulDiv(before.average, abs(before.quantity), abs(quantity));
  put(holdings, symbol, { quantity, average });
}

function put(
  holdings: Map<string, Holding>,
  symbol: string,
  holding: Holding,
): void {
  if (holding.quantity === 0n) holdings.delete(symbol);
  else holdings.set(symbol, holding);
}

/** Dollars of a quantity at a price, without sign, 1e-9. */
export function valueOf(price: bigint, quantity: bigint): bigint {
  return mulDiv(price, abs(quantity), ONE);
}
