import { strict as assert } from "node:assert";
import type { Books } from "../domain/books.ts";
import {
  becomes,
  fills,
  fold,
  marks,
  minuteAt,
  openBooks,
  opens,
  orders,
  usd,
  values,
} from "../testing/events.ts";
import { decide } from "./decide.ts";

const BUY = { symbol: "AAPL", action: "buy", quantity: 10, price: 100 };
const SELL = { ...BUY, action: "sell" };

/** Decides alpha's signals; by default in the session's first minute. */
function judged(
  signals: readonly unknown[],
  books: Books = openBooks(),
  { minute = minuteAt(0), halted }: { minute?: number; halted?: string } = {},
) {
  return decide({ books, ...(halted !== undefined && { halted }) }, minute, [
    { teamId: "alpha", outcome: "ok", signals },
  ]);
}

/** Names the rule that denied each signal. */
function rulesOf(...parameters: Parameters<typeof judged>): string[] {
  const { orders, denials } = judged(...parameters);
  return [
    ...orders.map(({ id }) => [Number(id.slice(-3)), "taken"] as const),
    ...denials.map(({ index, rule }) => [index, rule] as const),
  ].sort(([a], [b]) => a - b).map(([, word]) => word);
}

/** Alpha holds 20 AAPL, and an order of its own rests. */
function holding(): { books: Books; resting: ReturnType<typeof orders> } {
  const bought = orders({ quantity: 20, minute: minuteAt(-2) });
  const resting = orders({
    quantity: 10,
    limit: 90,
    minute: minuteAt(-2),
    index: 1,
  });
  const books = fold([
    bought,
    resting,
    becomes(bought, "ACCEPTED"),
    becomes(resting, "ACCEPTED"),
    fills(bought, { quantity: 20 }),
  ], openBooks());
  return { books, resting };
}

Deno.test("decide() keeps to a team's caps, the orders of the same minute included", () => {
  const limits = {
    maxOrderNotional: usd(5_000),
    maxPositionNotional: usd(6_000),
    maxGrossExposure: usd(7_000),
    maxOrdersPerMinute: 3,
    maxOrdersPerDay: 4,
    maxDailyLoss: usd(100),
  };
  const capped = (cap: keyof typeof limits) => {
    const books = openBooks();
    const team = books.teams.get("alpha");
    assert.ok(team);
    team.spec = { ...team.spec, limits: { [cap]: limits[cap] } };
    fold([opens(0), values(0, { alpha: 10_000 })], books);
    return books;
  };
  const [forty, coin] = [{ ...BUY, quantity: 40 }, {
    ...BUY,
    symbol: "BTC",
    quantity: 40,
  }];
  // 40 × 103 = 4,120.
  assert.deepEqual(
    rulesOf([{ ...BUY, quantity: 50 }, forty], capped("maxOrderNotional")),
    ["max_order_notional", "taken"],
  );
  assert.deepEqual(
    rulesOf([forty, forty, coin], capped("maxPositionNotional")),
    [
      "taken",
      "max_position_notional",
      "taken",
    ],
  );
  assert.deepEqual(rulesOf([forty, coin], capped("maxGrossExposure")), [
    "taken",
    "max_gross_exposure",
  ]);
  const one = { ...BUY, quantity: 1 };
  const five = Array(5).fill(one);
  assert.deepEqual(rulesOf(five, capped("maxOrdersPerMinute")).slice(2), [
    "taken",
    "max_orders_per_minute",
    "max_orders_per_minute",
  ]);
  assert.deepEqual(rulesOf(five, capped("maxOrdersPerDay")).slice(3), [
    "taken",
    "max_orders_per_day",
  ]);
});

Deno.test("decide() lets a team that has lost its day's share sell only", () => {
  const { books } = holding();
  const team = books.teams.get("alpha");
  assert.ok(team);
  team.spec = { ...team.spec, limits: { maxDailyLoss: usd(100) } };
  fold([opens(0), values(0, { alpha: 10_000 })], books);
  const at = (price: number) =>
    books.marks.set("AAPL", marks({ AAPL: price }, minuteAt(0)).AAPL!);
  at(95);
  assert.deepEqual(rulesOf([{ ...BUY, quantity: 1 }], books), ["taken"]);
  at(94.99);
  assert.deepEqual(rulesOf([{ ...BUY, quantity: 1 }], books), [
    "max_daily_loss",
  ]);
  assert.deepEqual(rulesOf([SELL], books), ["taken"]);
});
