import { strict as assert } from "node:assert";
import type { Books } from "../../domain/books.ts";
import { snapshotOf } from "../../domain/snapshot.ts";
import {
  becomes,
  fills,
  fold,
  joins,
  marks,
  minuteAt,
  openBooks,
  opens,
  orders,
  price,
  shares,
  usd,
} from "../../testing/events.ts";
import { accountRow, teamRow } from "./account.ts";

/** Books in which alpha holds 10 AAPL bought at 90 and beta 30 at 100, 5 BTC at 99; marks 110 and 100. */
function tradedBooks(): Books {
  const buys = [
    orders({ id: "a-1", quantity: 10 }),
    orders({ id: "b-1", teamId: "beta", quantity: 30 }),
    orders({ id: "b-2", teamId: "beta", symbol: "BTC", quantity: 5 }),
  ] as const;
  const prices = [90, 100, 99];
  return fold([
    ...joins("beta", 20_000),
    opens(0),
    ...buys.flatMap((buy, i) => [
      buy,
      becomes(buy, "ACCEPTED"),
      fills(buy, {
        quantity: [10, 30, 5][i] ?? 0,
        price: prices[i] ?? 0,
        fee: 1,
      }),
    ]),
    { ...opens(0), kind: "valued", minute: minuteAt(0), equity: {} },
    { kind: "closed", minute: minuteAt(0) },
    { kind: "team_removed", teamId: "beta", minute: minuteAt(1) },
    { ...opens(1), marks: marks({ AAPL: 110 }, minuteAt(1)) },
  ], openBooks());
}

const AT = { seq: 40, minute: minuteAt(1) };

Deno.test("teamRow() values a team at the last marks", () => {
  assert.deepEqual(teamRow(tradedBooks(), "alpha", AT), {
    seq: 40,
    at: minuteAt(1),
    cash: usd(10_000 - 900 - 1),
    marketValue: usd(10_000 - 901 + 1_100),
    positions: [{
      symbol: "AAPL",
      quantity: shares(10),
      side: "buy",
      value: usd(1_100),
      avgCost: price(90),
      pnlUnrealized: usd(200),
    }],
  });
});

Deno.test("teamRow() says what a snapshot says", () => {
  const books = tradedBooks();
  for (const teamId of ["alpha", "beta"]) {
    const row = teamRow(books, teamId, AT);
    const snapshot = snapshotOf(books, teamId, AT.minute);
    assert.equal(row.cash, snapshot.cash);
    assert.equal(row.marketValue, snapshot.equity);
    assert.deepEqual(
      row.positions.map(({ symbol, quantity, value, avgCost, ...rest }) =>
        [symbol, quantity, value, avgCost, rest.pnlUnrealized] as const
      ),
      snapshot.positions.map(({ symbol, quantity, value, ...rest }) =>
        [symbol, quantity, value, rest.averageCost, rest.unrealized] as const
      ),
    );
  }
});

Deno.test("accountRow() adds all teams up, those that have left included", () => {
  const books = tradedBooks();
  const cash = 30_000 - 900 - 3_000 - 495 - 3;
  assert.deepEqual(
    accountRow(
      [...books.teams.keys()].map((id) => teamRow(books, id, AT)),
      AT,
    ),
    {
      seq: 40,
      at: minuteAt(1),
      cash: usd(cash),
      marketValue: usd(cash + 40 * 110 + 5 * 100),
      positions: [
        {
          symbol: "AAPL",
          quantity: shares(40),
          side: "buy",
          value: usd(4_400),
          avgCost: price(3_900 / 40),
          pnlUnrealized: usd(500),
        },
        {
          symbol: "BTC",
          quantity: shares(5),
          side: "buy",
          value: usd(500),
          avgCost: price(99),
          pnlUnrealized: usd(5),
        },
      ],
    },
  );
});
