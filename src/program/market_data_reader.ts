import type { MarketDataReader } from "../api/market_data.ts";
import { MINUTE_MS } from "../domain/bar.ts";
import type { Books } from "../domain/books.ts";
import { nextMinute } from "../engine/additions.ts";

/**
 * Returns what the data routes read: the universe of the books, and how far
 * strategies have seen.
 *
 * @param source Its books may be replaced
 * @param read Reads bars and writes the answer, elsewhere
 */
export function marketDataOf(
  source: { readonly books: Books },
  read: MarketDataReader["read"],
): MarketDataReader {
  return {
    instruments: () => source.books.instruments,
    published: () => publishedMinute(source.books),
    known: () => source.books.open?.minute ?? nextMinute(source.books),
    read,
  };
}

/** Returns the last minute that has ended, or the one before the first. */
function publishedMinute(
  { lastMinute, open, barsUpTo }: Books,
): number | undefined {
  return lastMinute ?? (open ? open.minute - MINUTE_MS : barsUpTo);
}
