import { strict as assert } from "node:assert";
import {
  becomes,
  fills,
  fold,
  minuteAt,
  openBooks,
  opens,
  orders,
  price,
  shares,
  usd,
  values,
} from "../testing/events.ts";
import { type Books, teamOf } from "./books.ts";
import type { Money, Quantity } from "./decimal.ts";
import { brokenInvariants } from "./invariants.ts";
import type { Order } from "./order.ts";
import type { Portfolio } from "./portfolio.ts";

/** A held order, a partly filled buy, an open sell and an ended one. */
const BOUGHT = orders({ quantity: 10 });
const BUYING = orders({ index: 1, quantity: 10, limit: 90 });
const SELLING = orders({ index: 2, quantity: 10, limit: 101, side: "sell" });
const ENDED = orders({ index: 3, quantity: 10 });

/** What is broken by hand, and the one thing that must be said of it. */
const CASES: readonly [
  RegExp,
  (team: Portfolio, orders: readonly Order[], books: Books) => void,
][] = [
  [
    /^alpha: cash 8.* is not deposits and dividends less what was paid/,
    (team) => {
      team.cash = team.cash - 1n as Money;
      team.equity = team.equity ?? 0n as Money;
    },
  ],
  [/^alpha: cash .* is not deposits/, (team) => {
    team.deposits = team.deposits + 1n as Money;
  }],
  [/^alpha: cash .* is not deposits and dividends/, (team) => {
    team.dividends = 1n as Money;
  }],
  [/^alpha: cost less realized profit is not what was paid/, (team) => {
    team.realized = 1n as Money;
  }],
  [/^alpha: holds -1 AAPL/, (team) => {
    const held = team.positions.get("AAPL");
    assert.ok(held);
    team.positions.set("AAPL", { ...held, quantity: shares(-1) });
  }],
  [/^alpha: holds AAPL, which has no mark/, (_, __, books) => {
    books.marks.delete("AAPL");
  }],
  [/^alpha: open orders reserve more than the cash of/, (_, [, buying]) => {
    Object.assign(buying as Order, { worst: price(100_000) });
  }],
  [/^alpha: alpha-2013.*002 stands twice/, (_, [, , selling], books) => {
    books.orders.set(selling?.id ?? "", { ...selling as Order });
  }],
  [/^alpha: open orders sell more AAPL than is held/, (_, [, , selling]) => {
    Object.assign(selling as Order, { quantity: shares(14.000001) });
  }],
  [/^alpha: equity was written as 1 and is 10042/, (team) => {
    team.equity = usd(1);
  }],
  [/000: has no quantity/, (_, [bought]) => {
    Object.assign(bought as Order, { quantity: 0n });
  }],
  [/001: is filled beyond its quantity/, (_, [, buying]) => {
    (buying as Order).filled = shares(11);
  }],
  [/000: is FILLED with 9 of 10/, (_, [bought]) => {
    (bought as Order).filled = shares(9);
    (bought as Order).note = "a note excuses nothing";
  }],
  [/001: is PARTIALLY_FILLED with 10 of 10/, (_, [, buying]) => {
    (buying as Order).filled = shares(10);
  }],
  [/000: has an execution twice/, (_, [bought]) => {
    bought?.fillIds.push(bought.fillIds[0] ?? "");
  }],
  [/003: is filled by nothing/, (_, [, , , ended]) => {
    (ended as Order).filled = 1n as Quantity;
  }],
  [/001: is filled by nothing/, (_, [, buying]) => {
    buying?.fillIds.pop();
  }],
  [/001: cost more than it reserved/, (_, [, buying]) => {
    (buying as Order).filledValue = usd(360.000000002);
  }],
  [/002: was sold below its limit/, (_, [, , selling]) => {
    (selling as Order).filledValue = usd(201.999999998);
  }],
  [/003: belongs to no team/, (_, [, , , ended]) => {
    Object.assign(ended as Order, { teamId: "nobody" });
  }],
  [/003: is ACCEPTED and listed as closed/, (_, [, , , ended]) => {
    (ended as Order).status = "ACCEPTED";
  }],
  [/003: is CANCELED and listed as open/, (team, [, , , ended]) => {
    team.open.set(ended?.id ?? "", ended as Order);
  }],
];

Deno.test("brokenInvariants() is empty when all is well", () => {
  assert.deepEqual(brokenInvariants(sound().books), []);
});

for (const [message, breakIt] of CASES) {
  Deno.test(`brokenInvariants() says ${message.source} when it is so`, () => {
    const { books, all } = sound();
    breakIt(teamOf(books, "alpha"), all, books);
    const broken = brokenInvariants(books);
    assert.ok(broken.some((what) => message.test(what)), broken.join("; "));
  });
}

Deno.test("brokenInvariants() leaves out closed orders that changed before, and no open ones", () => {
  const { books, all: [bought, buying] } = sound();
  (bought as Order).filled = shares(9);
  (buying as Order).filled = shares(11);
  const names = (since?: number) =>
    brokenInvariants(books, since).map((what) => what.split(":")[0]);
  assert.ok(names().includes(bought?.id));
  assert.ok(!names(minuteAt(2)).includes(bought?.id));
  assert.ok(names(minuteAt(2)).includes(buying?.id));
});

Deno.test("brokenInvariants() does not compare equity with marks that are newer", () => {
  const { books } = sound();
  const skip = { kind: "skipped", minute: minuteAt(2), reason: "" } as const;
  assert.deepEqual(brokenInvariants(fold([opens(2, { AAPL: 50 })], books)), []);
  assert.deepEqual(brokenInvariants(fold([skip], books)), []);
});

Deno.test("brokenInvariants() excuses an order that was filled after its end", () => {
  const { books } = sound();
  fold([fills(ENDED, { quantity: 10 })], books);
  assert.deepEqual(
    brokenInvariants(books).filter((what) => what.includes(ENDED.order.id)),
    [],
  );
});

Deno.test("brokenInvariants() takes no roundings of fills for an overdraft", () => {
  const tiny = { limit: 0.7, symbol: "BTC", quantity: 0.000000002 };
  const order = orders(tiny);
  const books = fold([
    order,
    fills(order, { id: "1", quantity: 1e-9, price: 0.7 }),
    fills(order, { id: "2", quantity: 1e-9, price: 0.7 }),
  ], openBooks(1e-9));
  // Reserved: 1.4 units, that is 1. Paid: twice 0.7 units, that is 2.
  assert.equal(teamOf(books, "alpha").cash, -1n);
  assert.deepEqual(brokenInvariants(books), []);
});

/** Books that hold all kinds of orders, and nothing wrong. */
function sound(): { books: Books; all: Order[] } {
  const books = fold([
    opens(0),
    values(0, { alpha: 10_000 }),
    BOUGHT,
    BUYING,
    { kind: "closed", minute: minuteAt(0) },
    opens(1),
    fills(BOUGHT, { quantity: 10, price: 100 }),
    fills(BUYING, { quantity: 4, price: 90 }),
    values(1, { alpha: 10_040 }),
    SELLING,
    ENDED,
    becomes(ENDED, "CANCELED"),
    { kind: "closed", minute: minuteAt(1) },
  ], openBooks());
  // Two shares go out again: equity is what it was.
  fold([fills(SELLING, { quantity: 2, price: 101 })], books);
  teamOf(books, "alpha").equity = usd(10_042);
  const all = [BOUGHT, BUYING, SELLING, ENDED].map(({ order }) => {
    const found = books.orders.get(order.id);
    assert.ok(found);
    return found;
  });
  return { books, all };
}
