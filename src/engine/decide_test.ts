import { strict as assert } from "node:assert";
import type { Books } from "../domain/books.ts";
import { decimalText } from "../domain/decimal.ts";
import { instrument } from "../domain/instrument.ts";
import {
  becomes,
  fills,
  fold,
  joins,
  minuteAt,
  openBooks,
  orders,
} from "../testing/events.ts";
import { cancelTime, decide } from "./decide.ts";

const BUY = { symbol: "AAPL", action: "buy", quantity: 10, price: 100 };
const SELL = { ...BUY, action: "sell" };
const BID = { ...BUY, "order_type": "limit" };

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

Deno.test("decide() makes an order of a signal, with an id that tells team, minute and place", () => {
  const { orders: [order], denials } = judged([
    { symbol: "TSLA" },
    { ...BUY, reason: "cheap", confidence: 0.5 },
  ]);
  assert.equal(denials.length, 1);
  assert.equal(order?.id, "alpha-20131007133000001");
  assert.deepEqual(
    [order.type, order.timeInForce, order.reason, order.confidence],
    ["market", "day", "cheap", 0.5],
  );
  assert.deepEqual(
    [order.quantity, order.mark, order.worst, order.reference].map((each) =>
      decimalText(each ?? 0n)
    ),
    ["10", "100", "103", "100"],
  );
});

Deno.test("decide() names the rule that each wrong signal breaks", () => {
  const cases: readonly [unknown, string][] = [
    ["buy", "invalid_signal"],
    [null, "invalid_signal"],
    [{ ...BUY, action: "hold" }, "invalid_signal"],
    [{ ...BUY, stop: 1 }, "invalid_signal"],
    [{ ...BUY, quantity: "10" }, "invalid_signal"],
    [{ ...BUY, symbol: "TSLA" }, "unknown_symbol"],
    [{ ...BUY, quantity: -1000 }, "invalid_quantity"],
    [{ ...BUY, quantity: 0 }, "invalid_quantity"],
    [{ ...BUY, price: 0 }, "invalid_price"],
    [{ ...BUY, symbol: "BTC", time_in_force: "day" }, "not_allowed_together"],
    [{ ...BUY, quantity: 1e-7 }, "rounds_to_zero"],
    [{ ...BID, price: 120.01 }, "price_collar"],
    [{ ...SELL, "order_type": "limit", price: 79.99 }, "price_collar"],
    [{ ...BUY, quantity: 98 }, "not_enough_cash"],
    [SELL, "not_enough_shares"],
    [{ cancel: "alpha-20131007133000000" }, "unknown_order"],
  ];
  for (const [signal, rule] of cases) {
    assert.deepEqual(rulesOf([signal]), [rule], JSON.stringify(signal));
  }
});

Deno.test("decide() takes twenty signals and denies the rest", () => {
  const cheap = { ...BUY, quantity: 1 };
  const rules = rulesOf(Array(23).fill(cheap));
  assert.deepEqual(rules.slice(0, 20), Array(20).fill("taken"));
  assert.deepEqual(rules.slice(20), ["too_many_signals"]);
  // Those that are denied count as well, and cancels.
  const wrong = Array(20).fill("nonsense");
  assert.equal(rulesOf([...wrong, cheap]).at(-1), "too_many_signals");
});

Deno.test("decide() denies the second of two opposite signals for a symbol", () => {
  const { books } = holding();
  assert.deepEqual(rulesOf([SELL, BUY], books), ["taken", "opposite_signal"]);
  assert.deepEqual(rulesOf([BUY, SELL, BUY], books), [
    "taken",
    "opposite_signal",
    "taken",
  ]);
  const coin = { ...BUY, symbol: "BTC", quantity: 1 };
  assert.deepEqual(rulesOf([SELL, coin], books), ["taken", "taken"]);
  // What was denied is nobody's opposite.
  assert.deepEqual(rulesOf([{ ...BUY, quantity: 1e6 }, SELL], books), [
    "not_enough_cash",
    "taken",
  ]);
});

Deno.test("decide() lets no dollar and no share be spent twice in one minute", () => {
  const { books } = holding();
  // 8,000 − 900 that the resting order reserves = 7,100; a share costs 103.
  assert.deepEqual(
    rulesOf([{ ...BUY, quantity: 60 }, { ...BUY, quantity: 10 }, {
      ...BUY,
      quantity: 8,
    }], books),
    ["taken", "not_enough_cash", "taken"],
  );
  assert.deepEqual(
    rulesOf([{ ...SELL, quantity: 15 }, { ...SELL, quantity: 6 }, {
      ...SELL,
      quantity: 5,
    }], books),
    ["taken", "not_enough_shares", "taken"],
  );
});

Deno.test("decide() does not spend what a sale will bring", () => {
  const { books } = holding();
  const coin = { ...BUY, symbol: "BTC", quantity: 69 };
  assert.deepEqual(rulesOf([{ ...SELL, quantity: 20 }, coin], books), [
    "taken",
    "not_enough_cash",
  ]);
});

Deno.test("decide() cancels an open order once, and only the team's own", () => {
  const { books, resting: { order: { id } } } = holding();
  fold(joins("beta"), books);
  const { cancels, denials } = decide({ books }, minuteAt(0), [
    {
      teamId: "alpha",
      outcome: "ok",
      signals: [{ cancel: id }, { cancel: id }],
    },
    { teamId: "beta", outcome: "ok", signals: [{ cancel: id }] },
  ]);
  assert.deepEqual(cancels, [{ teamId: "alpha", orderId: id }]);
  assert.deepEqual(
    denials.map(({ teamId, rule }) => [teamId, rule]),
    [["beta", "unknown_order"]],
  );
});

Deno.test("decide() asks for no cancel that is under way, or that cannot be yet", () => {
  const { books, resting } = holding();
  fold([becomes(resting, "PENDING_CANCEL")], books);
  const sending = orders({ quantity: 1, minute: minuteAt(-1) });
  fold([sending], books);
  for (const { order: { id } } of [resting, sending]) {
    assert.deepEqual(judged([{ cancel: id }], books), {
      orders: [],
      cancels: [],
      denials: [],
    });
  }
});

Deno.test("decide() denies new orders while trading is halted, and lets cancels through", () => {
  const { books, resting: { order: { id } } } = holding();
  const { orders: taken, cancels, denials } = judged(
    [BUY, SELL, { cancel: id }],
    books,
    { halted: "the books do not add up" },
  );
  assert.deepEqual(taken, []);
  assert.deepEqual(denials.map(({ rule }) => rule), [
    "trading_halted",
    "trading_halted",
  ]);
  assert.equal(cancels.length, 1);
});

Deno.test("decide() denies shares at the session's last call and outside of it, coins never", () => {
  const coin = { ...BUY, symbol: "BTC", quantity: 1 };
  const at = (minute: number) => rulesOf([BUY, coin], openBooks(), { minute });
  assert.deepEqual(at(minuteAt(388)), ["taken", "taken"]);
  assert.deepEqual(at(minuteAt(389)), ["market_closing", "taken"]);
  assert.deepEqual(at(minuteAt(390)), ["market_closed", "taken"]);
  // At 09:29 the call comes when the market has just opened.
  assert.deepEqual(at(minuteAt(-1)), ["taken", "taken"]);
  assert.deepEqual(at(minuteAt(-2)), ["market_closed", "taken"]);
});

Deno.test("decide() denies what has had no price yet, and what is not listed", () => {
  const books = openBooks();
  fold([{
    kind: "universe",
    instruments: [
      instrument("AAPL", "equity", { from: minuteAt(5) }),
      instrument("TSLA", "equity"),
    ],
  }], books);
  assert.deepEqual(rulesOf([BUY, { ...BUY, symbol: "TSLA" }], books), [
    "unknown_symbol",
    "no_price",
  ]);
});

Deno.test("decide() rounds quantity and limit against the order, and says so", () => {
  const { orders: [order] } = judged([
    { ...BID, quantity: 1.23456789, price: 99.999 },
  ]);
  assert.ok(order?.limit !== undefined);
  assert.equal(decimalText(order.quantity), "1.234567");
  assert.equal(decimalText(order.limit), "99.99");
  assert.equal(
    order.rounded,
    "quantity from 1.23456789, limit from 99.999",
  );
});

Deno.test("decide() decides the same of the same, for each team alone", () => {
  const books = fold(joins("beta"), openBooks());
  const runs = ["alpha", "beta"].map((teamId) => ({
    teamId,
    outcome: "ok" as const,
    signals: [{ ...BUY, quantity: 90 }, BUY, "nonsense"],
  }));
  const both = decide({ books }, minuteAt(0), runs);
  assert.deepEqual(decide({ books }, minuteAt(0), runs), both);
  const alone = decide({ books }, minuteAt(0), runs.slice(1));
  assert.deepEqual(
    both.orders.filter(({ teamId }) => teamId === "beta"),
    alone.orders,
  );
});

Deno.test("cancelTime() is the strategy's now", () => {
  assert.equal(cancelTime(minuteAt(3)), minuteAt(4));
});
