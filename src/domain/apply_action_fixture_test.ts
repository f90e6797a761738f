import { strict as assert } from "node:assert";
import {
  fills,
  fold,
  minuteAt,
  openBooks,
  opens,
  orders,
  values,
} from "../testing/events.ts";
import { applyAction } from "./apply_action.ts";
import { type Books, teamOf } from "./books.ts";
import type { CorporateAction } from "./corporate_action.ts";
import { brokenInvariants } from "./invariants.ts";

/** 09:30 on the day after the sample day. */
export const NEXT = minuteAt(1440);
/** Its date in New York. */
export const NEXT_DAY = "2013-10-08";
/** What a sample action of that day has. */
export const NEXT_DAY_ON = { exDate: NEXT_DAY };

/** Books of alpha, which bought AAPL at 100 dollars in the first minute of the day. */
export function holding(quantity: number, broker = "simulated"): Books {
  const books = openBooks();
  const account = { account: "a", feed: "recorded", clock: "wall", seed: 1 };
  const buy = orders({ minute: minuteAt(-1), quantity });
  return fold([
    { kind: "identity", identity: { broker, ...account } },
    buy,
    opens(0),
    fills(buy, { quantity }),
    values(0, { alpha: 10_000 }),
    { kind: "closed", minute: minuteAt(0) },
  ], books);
}

/** Returns what alpha has of AAPL, and its money. */
export function held(books: Books) {
  const { positions, cash, realized } = teamOf(books, "alpha");
  const { quantity, cost } = positions.get("AAPL") ?? {};
  return { quantity, cost, cash, realized };
}

/** Books an action in the morning of the next day. */
export function apply(books: Books, action: CorporateAction): Books {
  applyAction(books, action, NEXT);
  assert.deepEqual(brokenInvariants(books), []);
  return books;
}
