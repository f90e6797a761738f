import { strict as assert } from "node:assert";
import { buyingPower } from "../domain/books.ts";
import { decimalText } from "../domain/decimal.ts";
import type { LedgerEvent } from "../domain/event.ts";
import { askedOf, fakeEngine, registered } from "../testing/engine.ts";
import { startOptions } from "../testing/engine.ts";
import { minuteAt } from "../testing/events.ts";
import type { FakeLedger } from "../testing/fake_ledger.ts";
import type { FakeStrategy } from "../testing/fake_strategies.ts";
import type { Engine } from "./engine.ts";
import { runLoop } from "./loop.ts";
import { runMinute } from "./minute.ts";
import { recover } from "./recover.ts";

const { signal } = new AbortController();
const FOUR = { duration: 4, signal };

/** Buys ten AAPL in the first minute, sells four in the third. */
const alpha: FakeStrategy = ({ minute }) =>
  minute === minuteAt(0)
    ? [{ symbol: "AAPL", action: "buy", quantity: 10, price: 1 }]
    : minute === minuteAt(2)
    ? [{ symbol: "AAPL", action: "sell", quantity: 4, price: 1 }]
    : [];

/** Bids twice for MSFT, and takes back the bid that is too low. */
const beta: FakeStrategy = ({ minute, view }) => {
  const bid = (quantity: number, price: number) => ({
    symbol: "MSFT",
    action: "buy",
    order_type: "limit",
    quantity,
    price,
  });
  if (minute === minuteAt(0)) return [bid(5, 99.5), bid(10, 90)];
  if (minute !== minuteAt(1)) return [];
  return view.openOrders.map(({ order_id }) => ({ cancel: order_id }));
};

/** AAPL opens and closes at 100, 101, … dollars; MSFT stays at 100. */
function competition() {
  return fakeEngine({
    teams: registered(["alpha", "beta"]),
    strategies: { alpha, beta },
    market: {
      bar: (symbol, at) => ({
        open: symbol === "AAPL" ? 100 + (at - minuteAt(0)) / 60_000 : 100,
      }),
    },
  });
}

async function played() {
  const engine = competition();
  await runLoop(engine, await recover(engine, startOptions(engine)), FOUR);
  return engine;
}

function bookOf({ books }: Pick<Engine, "books">, teamId: string) {
  const team = books.teams.get(teamId);
  return {
    cash: decimalText(team?.cash ?? 0n),
    equity: decimalText(team?.equity ?? 0n),
    realized: decimalText(team?.realized ?? 0n),
    positions: [...team?.positions.values() ?? []].map((each) =>
      [each.symbol, decimalText(each.quantity), decimalText(each.cost)].join(
        " ",
      )
    ),
  };
}

Deno.test("runMinute() leads to books that anybody can compute", async () => {
  const engine = await played();
  // 10,000 − 10 × 101 + 4 × 103, and 6 × 103 held; a share cost 101.
  assert.deepEqual(bookOf(engine, "alpha"), {
    cash: "9402",
    equity: "10020",
    realized: "8",
    positions: ["AAPL 6 606"],
  });
  // 10,000 − 5 × 99.5, and 5 × 100 held; the bid at 90 is free again.
  assert.deepEqual(bookOf(engine, "beta"), {
    cash: "9502.5",
    equity: "10002.5",
    realized: "0",
    positions: ["MSFT 5 497.5"],
  });
  assert.equal(decimalText(buyingPower(engine.books, "beta")), "9502.5");
});

Deno.test("runMinute() writes what happens in the order in which it happens", async () => {
  const engine = await played();
  const events = (engine.ledger as FakeLedger).events();
  assert.deepEqual(linesOf(events), [
    "identity terms universe history",
    "team deposit team deposit valued",
    "opened valued runs order order order decided status status status closed",
    "opened fill fill valued runs status decided closed",
    "opened status valued runs order decided status closed",
    "opened fill valued runs closed",
  ]);
  assert.deepEqual(askedOf(engine), [
    "submit alpha-20131007133000000",
    "submit beta-20131007133000000",
    "submit beta-20131007133000001",
    "cancel beta-20131007133000001",
    "submit alpha-20131007133200000",
  ]);
});

/** Kinds, a line for the start, the teams and each minute. */
function linesOf(events: readonly LedgerEvent[]): string[] {
  const lines: string[][] = [];
  let before: number | undefined;
  for (const event of events) {
    if (
      lines.length === 0 || event.kind === "opened" ||
      event.kind === "team" && before !== event.minute
    ) lines.push([]);
    if ("minute" in event) before = event.minute;
    lines.at(-1)?.push(event.kind);
  }
  return lines.map((line) => line.join(" "));
}

Deno.test("runMinute() makes each step durable before the next begins", async () => {
  const engine = await played();
  const batches = engine.recorded.map(({ events }) =>
    events.map(({ kind }) => kind).join(" ")
  );
  assert.deepEqual(batches.slice(2, 8), [
    "opened",
    "valued",
    "runs",
    "order order order decided",
    "status status status",
    "closed",
  ]);
});

Deno.test("runMinute() keeps a snapshot of every team and minute, from before its first", async () => {
  const engine = await played();
  const { reader } = engine.ledger as FakeLedger;
  assert.deepEqual(
    reader.snapshots("alpha", 0, 10).map(({ minute, equity, cash }) =>
      [(minute - minuteAt(0)) / 60_000, equity, cash].join(" ")
    ),
    [
      "-1 10000 10000",
      "0 10000 10000",
      "1 10000 8990",
      "2 10010 8990",
      "3 10020 9402",
    ],
  );
});

Deno.test("runMinute() skips a minute whose bars cannot be had; the next one has them", async () => {
  const engine = fakeEngine({
    teams: registered(["alpha"]),
    strategies: { alpha },
    market: { isDown: (upTo) => upTo === minuteAt(1) },
  });
  const next = await recover(engine, startOptions(engine));
  await runLoop(engine, next, { until: minuteAt(3), signal });
  const { delivered, calls } = engine.strategies;
  assert.deepEqual(calls.map(({ minute }) => minute), [
    minuteAt(0),
    minuteAt(2),
  ]);
  assert.deepEqual(
    delivered.map(({ bars }) => bars.map(({ at }) => at)),
    [[minuteAt(0), minuteAt(0)], [
      minuteAt(1),
      minuteAt(1),
      minuteAt(2),
      minuteAt(2),
    ]],
  );
  // The oldest bar fills: that of the minute that was skipped.
  const [fill] = (engine.ledger as FakeLedger).events().filter(({ kind }) =>
    kind === "fill"
  );
  assert.ok(fill?.kind === "fill" && fill.at === minuteAt(1));
  assert.equal(fill.minute, minuteAt(2));
});

Deno.test("runMinute() does nothing twice when it is run again after the broker did not answer", async () => {
  const whole = await played();
  const engine = competition();
  const next = await recover(engine, startOptions(engine));
  // A step that ends early: the broker cannot be asked the first time.
  let failures = 0;
  const stubborn: Engine = {
    ...engine,
    broker: {
      ...engine.broker,
      submit: (orders) =>
        failures++ % 2 === 0
          ? Promise.reject(new Error("no answer"))
          : engine.broker.submit(orders),
    },
  };
  await runLoop(stubborn, next, FOUR).catch(() => {});
  for (let n = 0; n < 4; n++) {
    if ((stubborn.books.lastMinute ?? 0) >= minuteAt(n)) continue;
    await runMinute(stubborn, minuteAt(n)).catch(() =>
      runMinute(stubborn, minuteAt(n))
    );
  }
  assert.deepEqual(bookOf(stubborn, "alpha"), bookOf(whole, "alpha"));
  assert.equal(stubborn.head.hash, whole.head.hash);
});

Deno.test("runMinute() sends nothing that is not durable", async () => {
  const engine = competition();
  const ledger = engine.ledger as FakeLedger;
  let sent = 0;
  const watched: Engine = {
    ...engine,
    broker: {
      ...engine.broker,
      submit(orders) {
        const durable = new Set(
          ledger.events().flatMap((event) =>
            event.kind === "order" ? [event.order.id] : []
          ),
        );
        for (const { id } of orders) assert.ok(durable.has(id), id);
        sent += orders.length;
        return engine.broker.submit(orders);
      },
    },
  };
  await runLoop(watched, await recover(watched, startOptions(engine)), FOUR);
  assert.equal(sent, 4);
});
