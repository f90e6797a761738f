import { strict as assert } from "node:assert";
import { MINUTE_MS } from "../domain/bar.ts";
import type { OrderStatus } from "../domain/order.ts";
import type { Broker, BrokerReport, Settlement } from "../ports/broker.ts";
import { fakeEngine, startOptions } from "../testing/engine.ts";
import {
  becomes,
  fills,
  fold,
  joins,
  minuteAt,
  openBooks,
  opens,
  orders,
  usd,
} from "../testing/events.ts";
import type { FakeLedger } from "../testing/fake_ledger.ts";
import { collectBars } from "./bars.ts";
import { record } from "./engine.ts";
import { skipMinute } from "./publish.ts";
import { recover } from "./recover.ts";
import { eventsOf, settle, valuation } from "./settle.ts";

const ORDER = orders({ quantity: 10 });
const { order: { id: ORDER_ID } } = ORDER;

/** A report about the order, with fills of so many shares. */
function report(
  quantities: readonly number[],
  status?: OrderStatus,
  name = "x",
): BrokerReport {
  return {
    orderId: ORDER_ID,
    fills: quantities.map((quantity, i) => {
      const { kind: _, minute: __, ...fill } = fills(ORDER, { quantity });
      return { ...fill, id: `${name}${i}` };
    }),
    at: minuteAt(1),
    ...(status && { status }),
  };
}

/** Says what reports come to when the order is in a state; all of it can be applied. */
function cameTo(
  state: readonly ReturnType<typeof becomes>[],
  ...reports: readonly BrokerReport[]
) {
  const books = fold([ORDER, ...state], openBooks());
  const engine = { ...fakeEngine(), books };
  const events = eventsOf(engine, minuteAt(1), reports);
  fold(events, books);
  return {
    events: events.map((event) =>
      event.kind === "fill"
        ? `fill ${event.id}`
        : event.kind === "status"
        ? event.status
        : event.kind
    ),
    status: books.orders.get(ORDER_ID)?.status,
    lines: engine.log.lines.map(({ message }) => message),
  };
}

const ACCEPTED = becomes(ORDER, "ACCEPTED");
const CANCELING = becomes(ORDER, "PENDING_CANCEL");

Deno.test("eventsOf() books fills, then the state that they lead to", () => {
  assert.deepEqual(cameTo([ACCEPTED], report([4, 3], "EXPIRED")), {
    events: ["fill x0", "fill x1", "EXPIRED"],
    status: "EXPIRED",
    lines: [],
  });
});

Deno.test("eventsOf() does not say what follows from the fills", () => {
  for (const state of [[ACCEPTED], [ACCEPTED, CANCELING]]) {
    assert.deepEqual(cameTo(state, report([10], "FILLED")), {
      events: ["fill x0"],
      status: "FILLED",
      lines: [],
    });
  }
  assert.deepEqual(cameTo([ACCEPTED], report([4], "PARTIALLY_FILLED")).events, [
    "fill x0",
  ]);
});

Deno.test("eventsOf() lets a fill win over a cancel that comes with it", () => {
  assert.deepEqual(cameTo([ACCEPTED, CANCELING], report([10], "CANCELED")), {
    events: ["fill x0"],
    status: "FILLED",
    lines: [],
  });
  assert.deepEqual(
    cameTo([ACCEPTED, CANCELING], report([4]), report([], "CANCELED")),
    { events: ["fill x0", "CANCELED"], status: "CANCELED", lines: [] },
  );
});

Deno.test("eventsOf() books an execution once, in one batch and over several", () => {
  assert.deepEqual(
    cameTo([ACCEPTED], report([4]), report([4, 6])).events,
    ["fill x0", "fill x1"],
  );
  const books = fold([ORDER, ACCEPTED], openBooks());
  const engine = { ...fakeEngine(), books };
  fold(eventsOf(engine, minuteAt(1), [report([4])]), books);
  assert.deepEqual(eventsOf(engine, minuteAt(2), [report([4])]), []);
  assert.equal(books.teams.get("alpha")?.cash, usd(9_600));
});

Deno.test("eventsOf() never lets an older report downgrade a newer state", () => {
  assert.deepEqual(
    cameTo([ACCEPTED], report([4]), report([], "ACCEPTED")),
    {
      events: ["fill x0"],
      status: "PARTIALLY_FILLED",
      lines: [
        `Refused a report: ${ORDER_ID} is PARTIALLY_FILLED, not ACCEPTED`,
      ],
    },
  );
  assert.deepEqual(
    cameTo([ACCEPTED, becomes(ORDER, "CANCELED")], report([], "ACCEPTED")),
    { events: [], status: "CANCELED", lines: [] },
  );
});

Deno.test("eventsOf() books what is executed after the end, and leaves the end", () => {
  const ended = [ACCEPTED, becomes(ORDER, "CANCELED")];
  assert.deepEqual(cameTo(ended, report([4], "CANCELED")), {
    events: ["fill x0"],
    status: "CANCELED",
    lines: [],
  });
});

Deno.test("eventsOf() takes a fill that comes before the answer", () => {
  assert.deepEqual(
    cameTo([], report([4]), report([], "ACCEPTED"), report([6], undefined, "y"))
      .events,
    ["fill x0", "fill y0"],
  );
});

Deno.test("eventsOf() refuses a report of an order that nobody knows", () => {
  const engine = { ...fakeEngine(), books: openBooks() };
  assert.deepEqual(eventsOf(engine, minuteAt(1), [report([4])]), []);
  assert.equal(
    engine.log.lines[0]?.message,
    `Refused a report: no order "${ORDER_ID}"`,
  );
});

/** An engine whose broker keeps what it was asked to settle. */
async function started() {
  const asked: Settlement[] = [];
  const broker: Broker = {
    submit: () => Promise.resolve([]),
    cancel: () => Promise.resolve([]),
    settle(settlement) {
      asked.push(settlement);
      return Promise.resolve([]);
    },
  };
  const engine = fakeEngine({ broker });
  await recover(engine, startOptions(engine));
  record(engine, { events: joins("alpha") });
  return { engine, asked };
}

Deno.test("settle() settles each minute once, on its bars, with orders that have left the house", async () => {
  const { engine, asked } = await started();
  record(engine, {
    events: [
      orders({ quantity: 1, minute: minuteAt(-1) }),
      becomes(orders({ quantity: 1, minute: minuteAt(-1) }), "ACCEPTED"),
      orders({ quantity: 2, index: 1, minute: minuteAt(-1) }),
    ],
  });
  const bars = await collectBars(engine, minuteAt(0)) ?? [];
  await settle(engine, minuteAt(0), bars);
  await settle(engine, minuteAt(0), bars);
  assert.equal(asked.length, 1);
  assert.deepEqual([asked[0]?.from, asked[0]?.upTo], [
    minuteAt(0),
    minuteAt(0),
  ]);
  assert.deepEqual(asked[0]?.bars, bars);
  assert.equal(asked[0]?.orders.length, 1);
  assert.equal(engine.books.open?.phase, "settled");
});

Deno.test("settle() settles what a minute that opened and was skipped left, oldest first", async () => {
  const { engine, asked } = await started();
  await collectBars(engine, minuteAt(0));
  skipMinute(engine, minuteAt(0), "the process was down");
  skipMinute(engine, minuteAt(1), "no data");
  const bars = await collectBars(engine, minuteAt(2)) ?? [];
  await settle(engine, minuteAt(2), bars);
  assert.equal(asked[0]?.from, minuteAt(0));
  assert.deepEqual(
    asked[0]?.bars.map(({ at }) => (at - minuteAt(0)) / MINUTE_MS),
    [0, 0, 1, 1, 2, 2],
  );
  skipMinute(engine, minuteAt(2), "the process was down");
  const next = await collectBars(engine, minuteAt(3)) ?? [];
  await settle(engine, minuteAt(3), next);
  assert.equal(asked[1]?.from, minuteAt(3));
});

Deno.test("settle() values every team in the commit of its fills", async () => {
  const { engine } = await started();
  const bars = await collectBars(engine, minuteAt(0)) ?? [];
  await settle(engine, minuteAt(0), bars);
  const last = (engine.ledger as FakeLedger).events().at(-1);
  assert.deepEqual(last, {
    kind: "valued",
    minute: minuteAt(0),
    equity: { alpha: usd(10_000) },
  });
  assert.equal(engine.recorded.at(-1)?.snapshots?.length, 1);
});

Deno.test("valuation() counts what is held at its mark, and leaves out who has left", () => {
  const books = fold([
    ...joins("beta"),
    ORDER,
    ACCEPTED,
    fills(ORDER, { quantity: 10, price: 101 }),
    { kind: "team_removed", teamId: "beta", minute: minuteAt(1) },
    opens(0, { AAPL: 99.5 }),
  ], openBooks());
  assert.deepEqual(valuation(books, minuteAt(1)), {
    events: [{
      kind: "valued",
      minute: minuteAt(1),
      equity: { alpha: usd(10_000 - 1_010 + 995) },
    }],
    snapshots: [{
      teamId: "alpha",
      minute: minuteAt(1),
      equity: "9985",
      cash: "8990",
    }],
  });
});
