import { markToday } from "../domain/apply_action.ts";
import type { Books } from "../domain/books.ts";
import { decimalText, fromNumber, type Price } from "../domain/decimal.ts";
import { isOver } from "./competition.ts";
import { type Engine, record, type Recorder } from "./engine.ts";
import { rollbackMinute } from "./rollback.ts";

/** What {@linkcode acceptPrice} works with. */
export type PriceDesk = Recorder & Pick<Engine, "barStore" | "clock" | "log">;

/**
 * Takes an operator's word that the price of a frozen symbol is right: its newest
 * bar becomes its mark, and it trades again.
 *
 * @returns Why not; `undefined` when it is done
 * @throws {QtcError} `unavailable` when the ledger cannot be written
 */
export function acceptPrice(
  desk: PriceDesk,
  symbol: string,
): string | undefined {
  const { books, log } = desk;
  const frozen = books.frozen.get(symbol);
  if (books.open) return "a minute is under way: ask again between two";
  if (isOver(books)) return "the competition has ended";
  if (!frozen) return whyNotFrozen(books, symbol);
  const price = newestPrice(desk, symbol) ?? frozen.price;
  const minute = rollbackMinute(books, desk.clock.now());
  const reason = `an operator accepted ${decimalText(price)}`;
  record(desk, {
    events: [{ kind: "thawed", minute, symbol, reason, price }],
  });
  log.write("info", `${symbol} trades again: ${reason}`);
  return undefined;
}

function whyNotFrozen({ frozen, instruments }: Books, symbol: string): string {
  if (!instruments.has(symbol)) return `${symbol} is not in the universe`;
  const others = [...frozen.keys()].join(", ") || "no symbol is";
  return `${symbol} is not frozen; frozen: ${others}`;
}

function newestPrice(
  { barStore, books }: PriceDesk,
  symbol: string,
): Price | undefined {
  const upTo = books.barsUpTo ?? 0;
  const bar = barStore.lastRows([symbol], 1, upTo).get(symbol)?.at(-1);
  if (!bar) return undefined;
  const mark = { price: fromNumber<Price>(bar.close), at: bar.at };
  return markToday(books, symbol, mark).price;
}
