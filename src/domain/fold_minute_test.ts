import { strict as assert } from "node:assert";
import {
  becomes,
  type EventOf,
  fills,
  fold,
  joins,
  marks,
  minuteAt,
  openBooks,
  opens,
  orders,
  price,
  usd,
  values,
} from "../testing/events.ts";
import { teamOf } from "./books.ts";
import type { LedgerEvent } from "./event.ts";
import { applyMinute, type MinuteEvent } from "./fold_minute.ts";
import { figuresOf } from "./performance.ts";

Deno.test("applyMinute() takes a minute through its phases to its end", () => {
  const books = openBooks();
  const phases: unknown[] = [];
  const events: MinuteEvent[] = [opens(0), values(0), runs(0), decided(0)];
  for (const event of events) {
    applyMinute(books, event);
    phases.push(books.open?.phase);
  }
  assert.deepEqual(phases, ["opened", "settled", "ran", "decided"]);
  assert.equal(books.lastMinute, undefined);
  applyMinute(books, closed(0));
  assert.equal(books.open, undefined);
  assert.deepEqual(
    [books.lastMinute, books.barsUpTo, books.settledUpTo, books.valuedAt],
    Array(4).fill(minuteAt(0)),
  );
  assert.deepEqual([books.minutesRun, books.lastBars], [1, 1]);
});

Deno.test("applyMinute() takes each step once and in order", () => {
  const done: LedgerEvent[] = [];
  const steps = [opens(0), values(0), runs(0), decided(0), closed(0)];
  for (const [i, step] of steps.entries()) {
    for (const wrong of steps.slice(0, i)) {
      const books = fold(done, openBooks());
      assert.throws(
        () => applyMinute(books, wrong),
        `${wrong.kind} before ${step.kind}`,
      );
    }
    done.push(step);
  }
  const opened = fold([opens(0)], openBooks());
  assert.throws(() => applyMinute(opened, closed(0)), /closes settled/);
  assert.throws(() => applyMinute(opened, runs(1)), /is the open one/);
  assert.throws(
    () => applyMinute(openBooks(), decided(0)),
    /is the open one/,
  );
});

Deno.test("applyMinute() lets minutes increase only, ran, missed or skipped", () => {
  const books = fold(
    [opens(0), values(0), closed(0), missed(1, 3)],
    openBooks(),
  );
  assert.equal(books.lastMinute, minuteAt(3));
  const skipped = (n: number): MinuteEvent => ({
    kind: "skipped",
    minute: minuteAt(n),
    reason: "no data",
  });
  for (const wrong of [missed(3, 4), missed(5, 4), skipped(3), opens(3)]) {
    assert.throws(() => applyMinute(books, wrong), wrong.kind);
  }
  applyMinute(books, skipped(4));
  assert.equal(books.lastMinute, minuteAt(4));
  // Bars of the minutes in between come with the next one that runs.
  applyMinute(books, { ...opens(5), after: minuteAt(0) });
  assert.throws(() => applyMinute(books, missed(6, 6)), /between others/);
  assert.throws(() => applyMinute(books, skipped(6)), /the open minute/);
  applyMinute(books, skipped(5));
  assert.deepEqual(
    [books.open, books.lastMinute, books.settledUpTo, books.minutesRun],
    [undefined, minuteAt(5), minuteAt(0), 2],
  );
});

Deno.test("applyMinute() refuses bars that leave a gap, overlap, or come from the future", () => {
  const books = openBooks();
  for (const after of [minuteAt(-2), minuteAt(0)]) {
    assert.throws(() => applyMinute(books, { ...opens(0), after }), /follow/);
  }
  const future = marks({ AAPL: 1 }, minuteAt(1));
  assert.throws(
    () => applyMinute(books, { ...opens(0), marks: future }),
    /not from the future: AAPL/,
  );
});

Deno.test("applyMinute() keeps the last price of a symbol that has no bar", () => {
  const books = fold([opens(0, { MSFT: 50 })], openBooks());
  assert.deepEqual(books.marks.get("MSFT"), {
    price: price(50),
    at: minuteAt(0),
  });
  assert.deepEqual(books.marks.get("AAPL"), {
    price: price(100),
    at: minuteAt(-1),
  });
});

Deno.test("applyMinute() keeps equity, and counts orders by New York's days", () => {
  const books = openBooks();
  const team = teamOf(books, "alpha");
  fold([opens(0), values(0, { alpha: 10_000 }), orders(), closed(0)], books);
  fold([orders({ index: 1 })], books);
  assert.deepEqual(team.day, {
    date: "2013-10-07",
    startEquity: usd(10_000),
    orders: 2,
  });
  // 23:59 and 24:00 in New York are 03:59Z and 04:00Z.
  const late = (Date.parse("2013-10-08T03:59:00Z") - minuteAt(0)) / 60_000;
  fold([pays(1_000), values(late, { alpha: 11_000 })], books);
  assert.deepEqual([team.day.orders, team.equity], [2, usd(11_000)]);
  fold([pays(-2_000), values(late + 1, { alpha: 9_000 })], books);
  assert.deepEqual(team.day, {
    date: "2013-10-08",
    startEquity: usd(9_000),
    orders: 0,
  });
  assert.equal(team.equity, usd(9_000));
});

Deno.test("applyMinute() refuses an equity that is not cash and what is held", () => {
  assert.throws(
    () => fold([opens(0), values(0, { alpha: 10_000.01 })], openBooks()),
    /equity is cash and what is held at its marks: alpha/,
  );
});

/** A credit of team alpha, or a debit when negative; dollars. */
function pays(dollars: number): LedgerEvent {
  const amount = usd(dollars);
  return { kind: "deposit", teamId: "alpha", minute: 0, amount, cause: "test" };
}

Deno.test("applyMinute() values a team that joins between minutes without touching the minute", () => {
  const books = fold([opens(0), values(0), closed(0)], openBooks());
  fold([...joins("beta", 500), values(0, { beta: 500 })], books);
  assert.equal(teamOf(books, "beta").equity, usd(500));
  assert.equal(teamOf(books, "alpha").equity, undefined);
  assert.deepEqual([books.open, books.settledUpTo], [undefined, minuteAt(0)]);
});

Deno.test("applyMinute() keeps what strategies returned, and their newest states", () => {
  const books = fold([opens(0), values(0), runs(0, "one")], openBooks());
  assert.deepEqual(books.open?.runs, runs(0, "one").runs);
  assert.equal(teamOf(books, "alpha").state, "one");
  fold([closed(0), opens(1), values(1), runs(1)], books);
  assert.equal(teamOf(books, "alpha").state, "one");
});

Deno.test("applyMinute() forgets closed orders after three days, never open ones", () => {
  const [ended, open, late] = [0, 1, 2].map((index) =>
    orders({ index, quantity: 1 })
  ) as [EventOf<"order">, EventOf<"order">, EventOf<"order">];
  const books = fold([
    ended,
    open,
    late,
    becomes(ended, "CANCELED"),
    becomes(late, "CANCELED"),
    fills(late, { quantity: 1, at: minuteAt(2000) }),
  ], openBooks());
  const days = (n: number) => values(n * 1440);
  fold([days(1), days(3)], books);
  assert.equal(books.orders.size, 3);
  fold([days(4)], books);
  assert.deepEqual([...books.orders.keys()], [open.order.id, late.order.id]);
  fold([days(9)], books);
  assert.deepEqual([...books.orders.keys()], [open.order.id]);
});

function runs(n: number, state?: string): EventOf<"runs"> {
  return {
    kind: "runs",
    minute: minuteAt(n),
    runs: [{
      teamId: "alpha",
      outcome: "ok",
      signals: [1],
      ...(state !== undefined && { state }),
    }],
  };
}

function decided(n: number): EventOf<"decided"> {
  return { kind: "decided", minute: minuteAt(n) };
}

function closed(n: number): EventOf<"closed"> {
  return { kind: "closed", minute: minuteAt(n) };
}

function missed(from: number, to: number): EventOf<"missed"> {
  return {
    kind: "missed",
    from: minuteAt(from),
    minute: minuteAt(to),
    reason: "late",
  };
}

Deno.test("applyMinute() keeps how each team and all together have done", () => {
  const order = orders();
  const books = fold([
    opens(0),
    values(0, { alpha: 10_000 }),
    order,
    becomes(order, "ACCEPTED"),
    closed(0),
    opens(1),
    fills(order, { quantity: 100 }),
    values(1, { alpha: 10_000 }),
    closed(1),
    opens(2, { AAPL: 110 }),
    values(2, { alpha: 11_000 }),
    closed(2),
    // 5,000 come in, and are no return: (17,100 - 5,000) / 11,000 = 1.1.
    ...joins("beta", 5_000),
    values(2, { beta: 5_000 }),
    opens(3, { AAPL: 121 }),
    values(3, { alpha: 12_100, beta: 5_000 }),
  ], openBooks());
  const returns = [
    teamOf(books, "alpha").performance,
    teamOf(books, "beta").performance,
    books.performance,
  ].map((each) => figuresOf(each)?.totalReturn.toFixed(12));
  assert.deepEqual(returns, [
    "0.210000000000",
    "0.000000000000",
    "0.210000000000",
  ]);
  // Who has left still counts in the account, at the last marks.
  fold([
    closed(3),
    { kind: "team_removed", teamId: "alpha", minute: minuteAt(4) },
    opens(4, { AAPL: 60.5 }),
    values(4, { beta: 5_000 }),
  ], books);
  // 11,050 of 17,100 are left of it.
  const figures = figuresOf(books.performance);
  assert.equal(
    figures?.maxDrawdown.toFixed(9),
    (11_050 / 17_100 - 1).toFixed(9),
  );
});
