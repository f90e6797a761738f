import { strict as assert } from "node:assert";
import {
  becomes,
  type EventOf,
  fills,
  fold,
  joins,
  minuteAt,
  openBooks,
  opens,
  orders,
  shares,
  teamSpec,
  usd,
  values,
} from "../testing/events.ts";
import { type Books, teamOf } from "./books.ts";
import { DEFAULT_TERMS } from "./exchange.ts";
import { apply } from "./fold.ts";
import { instrument } from "./instrument.ts";
import { brokenInvariants } from "./invariants.ts";
import {
  mayBecome,
  type Order,
  type OrderStatus,
  TRANSITIONS,
} from "./order.ts";

const STATUSES = Object.keys(TRANSITIONS) as OrderStatus[];

Deno.test("apply() takes identity once, terms and universe as they are", () => {
  const identity = {
    broker: "simulated",
    account: "a",
    feed: "recorded",
    clock: "simulated",
    seed: 7,
  };
  const terms = { ...DEFAULT_TERMS, impactBps: 1 };
  const btc = instrument("BTC", "crypto");
  const books = fold([
    { kind: "identity", identity },
    { kind: "terms", terms },
    { kind: "universe", instruments: [instrument("AAPL", "equity")] },
    { kind: "universe", instruments: [btc] },
  ]);
  assert.deepEqual(books.identity, identity);
  assert.deepEqual(books.terms, terms);
  assert.deepEqual([...books.instruments], [["BTC", btc]]);
  assert.throws(
    () => apply(books, { kind: "identity", identity }),
    /one identity/,
  );
});

Deno.test("apply() gives a team its deposits, which are neither won nor lost", () => {
  const books = fold([...joins("alpha", 500), values(0, { alpha: 500 })]);
  fold([deposit(100), deposit(-50)], books);
  const { cash, deposits, day, realized } = teamOf(books, "alpha");
  assert.deepEqual(
    [cash, deposits, day.startEquity, realized],
    [usd(550), usd(550), usd(550), 0n],
  );
  assert.throws(
    () => apply(books, { ...deposit(1), teamId: "nobody" }),
    /team is known: nobody/,
  );
});

Deno.test("apply() keeps a team's book over new settings, leaving and coming back", () => {
  const books = openBooks(700);
  const minute = minuteAt(1);
  fold([opens(0), values(0, { alpha: 700 }), closes(0)], books);
  fold([{
    kind: "team",
    teamId: "alpha",
    minute,
    spec: teamSpec("alpha", { name: "Renamed" }),
  }], books);
  const team = teamOf(books, "alpha");
  assert.deepEqual(
    [team.spec.name, team.cash, team.equity],
    ["Renamed", usd(700), usd(700)],
  );
  fold([{ kind: "team_removed", teamId: "alpha", minute }], books);
  assert.deepEqual([team.active, team.equity], [false, usd(700)]);
  const spec = teamSpec("alpha");
  fold([{ kind: "team", teamId: "alpha", minute, spec }], books);
  // What it was worth long ago would stand on the board, and be wrong.
  assert.deepEqual([team.active, team.cash, team.equity], [
    true,
    usd(700),
    undefined,
  ]);
});

Deno.test("apply() remembers why code cannot be loaded until there is other code", () => {
  const books = openBooks();
  const failure = {
    kind: "failure",
    teamId: "alpha",
    minute: 0,
    timeout: false,
    type: "ImportError",
    message: "no class",
  } as const;
  fold([{ ...failure, phase: "signal_generation" }], books);
  assert.equal(teamOf(books, "alpha").fault, undefined);
  fold([{ ...failure, phase: "load" }], books);
  assert.equal(teamOf(books, "alpha").fault, "no class");
  fold([joins("alpha")[0] as EventOf<"team">], books);
  assert.equal(teamOf(books, "alpha").fault, undefined);
});

Deno.test("apply() opens an order that is about to be sent, once", () => {
  const sent = orders({ quantity: 5 });
  const books = fold([sent], openBooks());
  const order = the(books, sent);
  assert.deepEqual([order.status, order.filled], ["SUBMITTING", 0n]);
  assert.equal(order.updatedAt, minuteAt(1));
  const team = teamOf(books, "alpha");
  assert.equal(team.open.get(order.id), order);
  assert.equal(team.day.orders, 1);
  assert.throws(() => apply(books, sent), /an order id is used once/);
  const foreign = { ...orders({ index: 1 }), teamId: "beta" };
  assert.throws(() => apply(books, foreign), /has one team/);
});

Deno.test("apply() lets an order go where R1's table says, and nowhere else", () => {
  for (const from of STATUSES) {
    for (const to of STATUSES) {
      const sent = orders();
      const books = fold([sent], openBooks());
      the(books, sent).status = from;
      const change = () => apply(books, becomes(sent, to));
      if (mayBecome(from, to)) {
        change();
        assert.equal(the(books, sent).status, to);
      } else assert.throws(change, /may not go from/, `${from} to ${to}`);
    }
  }
});

Deno.test("apply() frees what is left of an order when it ends, and keeps its fills", () => {
  for (const end of ["CANCELED", "EXPIRED", "REJECTED"] as const) {
    const sent = orders({ quantity: 10, limit: 90 });
    const books = fold([
      sent,
      becomes(sent, "ACCEPTED"),
      fills(sent, { quantity: 4, price: 90 }),
      becomes(sent, end, { note: "why" }),
    ], openBooks());
    const team = teamOf(books, "alpha");
    assert.deepEqual([team.open.size, team.cash], [0, usd(9_640)]);
    const { status, filled, note } = the(books, sent);
    assert.deepEqual([status, filled, note], [end, shares(4), "why"]);
    assert.deepEqual(brokenInvariants(books), []);
  }
});

Deno.test("apply() books fills to cash, position and order, and counts a trade once", () => {
  const sent = orders({ quantity: 10 });
  const books = fold([
    sent,
    fills(sent, { id: "1", quantity: 4, price: 100, fee: 0.1 }),
  ], openBooks());
  const order = the(books, sent);
  assert.equal(order.status, "PARTIALLY_FILLED");
  fold([fills(sent, { id: "2", quantity: 6, price: 101 })], books);
  assert.deepEqual(
    [order.status, order.filled, order.filledValue, order.fees, order.fillIds],
    ["FILLED", shares(10), usd(1_006), usd(0.1), ["1", "2"]],
  );
  const { cash, open, fillCount, tradeCount } = teamOf(books, "alpha");
  assert.deepEqual([cash, open.size], [usd(8_993.9), 0]);
  assert.deepEqual([fillCount, tradeCount], [2, 1]);
});

Deno.test("apply() keeps the wish to cancel over a partial fill, and drops it when it is refused", () => {
  const sent = orders({ quantity: 10 });
  const at = minuteAt(1) + 5;
  const books = fold([
    sent,
    becomes(sent, "ACCEPTED"),
    becomes(sent, "PENDING_CANCEL", { at }),
    fills(sent, { quantity: 4 }),
  ], openBooks());
  const order = the(books, sent);
  assert.deepEqual([order.status, order.cancelAt], ["PENDING_CANCEL", at]);
  fold([becomes(sent, "PARTIALLY_FILLED")], books);
  assert.deepEqual([order.status, order.cancelAt], [
    "PARTIALLY_FILLED",
    undefined,
  ]);
  fold([
    becomes(sent, "PENDING_CANCEL", { at }),
    fills(sent, { id: "2", quantity: 6 }),
  ], books);
  assert.equal(order.status, "FILLED");
});

Deno.test("apply() books a fill that comes after the end and marks it LATE", () => {
  const sent = orders({ quantity: 10 });
  const books = fold([
    sent,
    becomes(sent, "ACCEPTED"),
    becomes(sent, "CANCELED"),
    fills(sent, { quantity: 4, at: minuteAt(9) }),
  ], openBooks());
  const order = the(books, sent);
  const team = teamOf(books, "alpha");
  assert.deepEqual(
    [order.status, order.filled, order.note, order.updatedAt],
    [
      "CANCELED",
      shares(4),
      "LATE: filled after it was CANCELED",
      minuteAt(9),
    ],
  );
  assert.deepEqual([team.open.size, team.cash], [0, usd(9_600)]);
  fold([fills(sent, { id: "2", quantity: 6 })], books);
  assert.deepEqual([order.status, team.open.size], ["CANCELED", 0]);
  assert.deepEqual(brokenInvariants(books), []);
});

Deno.test("apply() books a fill of a team that has left", () => {
  const sent = orders({ quantity: 10 });
  const books = fold([
    sent,
    becomes(sent, "ACCEPTED"),
    { kind: "team_removed", teamId: "alpha", minute: minuteAt(1) },
    fills(sent, { quantity: 10 }),
  ], openBooks());
  const team = teamOf(books, "alpha");
  assert.deepEqual([team.active, team.cash], [false, usd(9_000)]);
  assert.deepEqual(brokenInvariants(books), []);
});

Deno.test("apply() refuses a fill that cannot be its order's, and books nothing of it", () => {
  const sent = orders({ quantity: 10 });
  const good = fills(sent, { quantity: 4 });
  const books = fold([
    sent,
    becomes(sent, "ACCEPTED"),
    good,
    ...joins("beta"),
  ], openBooks());
  const before = structuredClone(books);
  const cases: [Partial<EventOf<"fill">>, RegExp][] = [
    [{}, /booked once/],
    [{ id: "2", quantity: shares(6.000001) }, /beyond its quantity/],
    [{ id: "2", quantity: shares(-4) }, /is its order's/],
    [{ id: "2", quantity: shares(0) }, /is its order's/],
    [{ id: "2", symbol: "MSFT" }, /is its order's/],
    [{ id: "2", price: usd(0) as never }, /is its order's/],
    [{ id: "2", teamId: "beta" }, /has one team/],
    [{ id: "2", orderId: "nothing" }, /order is known: nothing/],
  ];
  for (const [change, message] of cases) {
    assert.throws(() => apply(books, { ...good, ...change }), message);
    assert.deepEqual(books, before);
  }
});

Deno.test("apply() changes nothing for a denial", () => {
  const books = openBooks();
  const before = structuredClone(books);
  apply(books, {
    kind: "denial",
    teamId: "alpha",
    minute: 0,
    index: 0,
    rule: "no_price",
    message: "",
  });
  assert.deepEqual(books, before);
});

function the(books: Books, { order }: EventOf<"order">): Order {
  const found = books.orders.get(order.id);
  assert.ok(found);
  return found;
}

function deposit(amount: number): EventOf<"deposit"> {
  return {
    kind: "deposit",
    teamId: "alpha",
    minute: 0,
    amount: usd(amount),
    cause: "test",
  };
}

function closes(n: number): EventOf<"closed"> {
  return { kind: "closed", minute: minuteAt(n) };
}
