import { strict as assert } from "node:assert";
import { type Bar, MINUTE_MS } from "../domain/bar.ts";
import { fromNumber, notional } from "../domain/decimal.ts";
import { isTerminal, type Order } from "../domain/order.ts";
import type { Broker, BrokerReport } from "../ports/broker.ts";
import {
  carry,
  type Sample,
  SAMPLE_INSTRUMENTS,
  SAMPLE_MINUTE,
  sampleBar,
  sampleOrder,
} from "./orders.ts";

/** A broker under test, with a market of its own that has seen nothing yet. */
export interface BrokerSubject {
  readonly broker: Broker;
  /** Lets that market trade bars; absent when `settle()` is all that it hears of them. */
  trade?(bars: readonly Bar[]): Promise<void>;
}

/** One thing that every `Broker` does; rejects when it does not. */
export interface BrokerCase {
  readonly name: string;
  run(subject: BrokerSubject): Promise<void>;
}

/** What every `Broker` does, wherever it trades. */
export const brokerCases: readonly BrokerCase[] = [
  {
    name: "submit() answers nothing when nothing is sent",
    async run({ broker }) {
      assert.deepEqual(await broker.submit([]), []);
      assert.deepEqual(await broker.cancel([]), []);
    },
  },
  {
    name: "submit() takes each order once, also when it is sent again",
    async run(subject) {
      const sent = [fresh({ quantity: 1 }), fresh({ quantity: 2, index: 1 })];
      const first = await subject.broker.submit(sent);
      assert.deepEqual(
        new Set(first.map((each) => each.orderId)),
        new Set(sent.map(({ id }) => id)),
      );
      const taken = carry(sent, first);
      const again = carry(taken, await subject.broker.submit(taken));
      const after = await settle(subject, again, sampleBar({ at: at(1) }));
      assert.deepEqual(
        after.map(({ status, quantity, filled }) => [status, quantity, filled]),
        sent.map(({ quantity }) => ["FILLED", quantity, quantity]),
      );
    },
  },
  {
    name: "settle() keeps a limit buy at 80 open when the market is at 100",
    async run(subject) {
      const sent = await submit(subject, { limit: 80, quantity: 50 });
      const [after] = await settle(subject, sent, sampleBar({ at: at(1) }));
      assert.deepEqual([after?.status, after?.filled], ["ACCEPTED", 0n]);
    },
  },
  {
    name: "settle() fills limits at their price or a better one",
    async run(subject) {
      const sent = await submit(
        subject,
        { limit: 99.5, quantity: 3 },
        { limit: 100.5, quantity: 3, side: "sell", teamId: "beta" },
      );
      const [bought, sold] = await settle(
        subject,
        sent,
        sampleBar({ at: at(1) }),
      );
      assert.ok(bought?.status === "FILLED" && sold?.status === "FILLED");
      assert.ok(bought.filledValue <= notional(bought.worst, bought.quantity));
      assert.ok(sold.filledValue >= fromNumber(301.5));
    },
  },
  {
    name: "settle() fills nothing twice when a minute is settled again",
    async run(subject) {
      const { broker } = subject;
      const sent = await submit(subject, { quantity: 5 });
      const bar = sampleBar({ at: at(1) });
      const first = await settled(subject, sent, bar);
      const again = await settled({ broker }, sent, bar);
      const ids = (reports: BrokerReport[]) =>
        reports.flatMap(({ fills }) => fills.map(({ id }) => id));
      const known = new Set(ids(first));
      assert.ok(known.size > 0 && ids(again).every((id) => known.has(id)));
    },
  },
  {
    name: "cancel() ends an order that is not filled, and it stays ended",
    async run(subject) {
      const sent = await submit(subject, { limit: 80 });
      const asked = sent.map((each) => ({ ...each, cancelAt: at(1) }));
      const pending = carry(asked, await subject.broker.cancel(asked));
      const ended = await settle(subject, pending, sampleBar({ at: at(1) }));
      assert.deepEqual(ended.map(({ status }) => status), ["CANCELED"]);
      const later = await settle(
        subject,
        ended,
        sampleBar({ at: at(2), open: 70 }),
      );
      assert.deepEqual(later.map(({ filled }) => filled), [0n]);
    },
  },
  {
    name: "cancel() throws nothing when the order has ended",
    async run(subject) {
      const sent = await submit(subject, { quantity: 1 });
      const filled = await settle(subject, sent, sampleBar({ at: at(1) }));
      const after = carry(filled, await subject.broker.cancel(filled));
      assert.deepEqual(after.map(({ status }) => status), ["FILLED"]);
    },
  },
];

function at(minutes: number): number {
  return SAMPLE_MINUTE + minutes * MINUTE_MS;
}

/** An order whose intent is durable and that has not been sent. */
function fresh(sample: Sample): Order {
  return sampleOrder({ ...sample, status: "SUBMITTING" });
}

async function submit(
  { broker }: BrokerSubject,
  ...samples: readonly Sample[]
): Promise<Order[]> {
  const orders = samples.map(fresh);
  const taken = carry(orders, await broker.submit(orders));
  assert.deepEqual(
    taken.map(({ status }) => status),
    orders.map(() => "ACCEPTED"),
  );
  return taken;
}

/** Lets one bar trade and returns the orders after it. */
async function settle(
  subject: BrokerSubject,
  orders: readonly Order[],
  bar: Bar,
): Promise<Order[]> {
  return carry(orders, await settled(subject, orders, bar));
}

async function settled(
  { broker, trade }: BrokerSubject,
  orders: readonly Order[],
  bar: Bar,
): Promise<BrokerReport[]> {
  await trade?.([bar]);
  return await broker.settle({
    from: bar.at,
    upTo: bar.at,
    bars: [bar],
    orders: orders.filter(({ status }) => !isTerminal(status)),
    instruments: SAMPLE_INSTRUMENTS,
  });
}
