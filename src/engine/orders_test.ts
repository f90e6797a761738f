import { strict as assert } from "node:assert";
import type { Broker } from "../ports/broker.ts";
import { askedOf, fakeEngine, startOptions } from "../testing/engine.ts";
import {
  becomes,
  joins,
  minuteAt,
  opens,
  orders,
  values,
} from "../testing/events.ts";
import type { FakeLedger } from "../testing/fake_ledger.ts";
import { record } from "./engine.ts";
import { expireUnsent, recordIntents, submit } from "./orders.ts";
import { recover } from "./recover.ts";

const NOTHING = { orders: [], cancels: [], denials: [] };
const { order: ORDER } = orders({ quantity: 10, minute: minuteAt(0) });
const { id } = ORDER;

/** An engine in minute 0, after its strategies ran. */
async function started(
  { isLive = false, broker }: { isLive?: boolean; broker?: Broker } = {},
) {
  const engine = fakeEngine({
    settings: { isLive },
    ...(broker && { broker }),
  });
  await recover(engine, startOptions(engine));
  record(engine, {
    events: [
      ...joins("alpha"),
      { ...opens(0), after: minuteAt(-1) },
      values(0, { alpha: 10_000 }),
      { kind: "runs", minute: minuteAt(0), runs: [] },
    ],
  });
  return engine;
}

const statusOf = (
  { books }: Awaited<ReturnType<typeof started>>,
  orderId = id,
) => books.orders.get(orderId)?.status;

Deno.test("recordIntents() writes denials, orders and cancels in one commit, before anything is sent", async () => {
  const engine = await started();
  const resting = orders({ quantity: 1, minute: minuteAt(-1) });
  record(engine, { events: [resting, becomes(resting, "ACCEPTED")] });
  const before = engine.recorded.length;
  recordIntents(engine, minuteAt(0), {
    denials: [{
      teamId: "alpha",
      minute: minuteAt(0),
      index: 1,
      rule: "no_price",
      message: "no",
    }],
    orders: [ORDER],
    cancels: [{ teamId: "alpha", orderId: resting.order.id }],
  });
  assert.equal(engine.recorded.length, before + 1);
  assert.deepEqual(
    engine.recorded.at(-1)?.events.map(({ kind }) => kind),
    ["denial", "order", "status", "decided"],
  );
  assert.deepEqual(askedOf(engine), []);
  assert.equal(statusOf(engine), "SUBMITTING");
  const canceled = engine.books.orders.get(resting.order.id);
  assert.deepEqual([canceled?.status, canceled?.cancelAt], [
    "PENDING_CANCEL",
    minuteAt(1),
  ]);
});

Deno.test("recordIntents() writes nothing for nothing, and nothing twice", async () => {
  const engine = await started();
  const before = engine.recorded.length;
  recordIntents(engine, minuteAt(0), NOTHING);
  assert.equal(engine.recorded.length, before);
  recordIntents(engine, minuteAt(0), { ...NOTHING, orders: [ORDER] });
  recordIntents(engine, minuteAt(0), { ...NOTHING, orders: [ORDER] });
  assert.equal(engine.recorded.length, before + 1);
});

Deno.test("submit() sends cancels before orders, and books the answers", async () => {
  const engine = await started();
  const resting = orders({ quantity: 1, minute: minuteAt(-1) });
  record(engine, { events: [resting, becomes(resting, "ACCEPTED")] });
  recordIntents(engine, minuteAt(0), {
    ...NOTHING,
    orders: [ORDER],
    cancels: [{ teamId: "alpha", orderId: resting.order.id }],
  });
  await submit(engine, minuteAt(0));
  assert.deepEqual(askedOf(engine), [
    `cancel ${resting.order.id}`,
    `submit ${id}`,
  ]);
  assert.equal(statusOf(engine), "ACCEPTED");
});

Deno.test("submit() sends nothing that was answered, and no cancel of an earlier minute", async () => {
  const engine = await started();
  const resting = orders({ quantity: 1, minute: minuteAt(-1) });
  record(engine, {
    events: [
      resting,
      becomes(resting, "ACCEPTED"),
      becomes(resting, "PENDING_CANCEL", { at: minuteAt(0) - 1 }),
    ],
  });
  recordIntents(engine, minuteAt(0), { ...NOTHING, orders: [ORDER] });
  await submit(engine, minuteAt(0));
  await submit(engine, minuteAt(0));
  assert.deepEqual(askedOf(engine), [`submit ${id}`]);
});

Deno.test("submit() asks the broker to cancel for a team that left before the minute", async () => {
  const engine = await started();
  const resting = orders({ quantity: 1, minute: minuteAt(-1) });
  record(engine, {
    events: [
      resting,
      becomes(resting, "ACCEPTED"),
      becomes(resting, "PENDING_CANCEL", { at: minuteAt(0) }),
      { kind: "team_removed", teamId: "alpha", minute: minuteAt(0) },
    ],
  });
  await submit(engine, minuteAt(0));
  assert.deepEqual(askedOf(engine), [`cancel ${resting.order.id}`]);
});

Deno.test("submit() books a rejection with the broker's reason, and frees the money", async () => {
  const engine = await started({
    broker: {
      ...fakeEngine().broker,
      submit: (sent) =>
        Promise.resolve(sent.map((order) => ({
          orderId: order.id,
          fills: [],
          status: "REJECTED",
          at: minuteAt(1),
          note: "no",
        }))),
    },
  });
  recordIntents(engine, minuteAt(0), { ...NOTHING, orders: [ORDER] });
  await submit(engine, minuteAt(0));
  assert.equal(statusOf(engine), "REJECTED");
  assert.equal(engine.books.orders.get(id)?.note, "no");
  assert.equal(engine.books.teams.get("alpha")?.open.size, 0);
});

Deno.test("submit() keeps an order whose fate is unknown, and does not send it again", async () => {
  let sent = 0;
  const engine = await started({
    broker: {
      ...fakeEngine().broker,
      submit: (each) => {
        sent++;
        return Promise.resolve(each.map((order) => ({
          orderId: order.id,
          fills: [],
          status: "UNKNOWN",
          at: minuteAt(1),
        })));
      },
    },
  });
  recordIntents(engine, minuteAt(0), { ...NOTHING, orders: [ORDER] });
  await submit(engine, minuteAt(0));
  await submit(engine, minuteAt(0));
  assert.equal(sent, 1);
  assert.equal(statusOf(engine), "UNKNOWN");
  assert.equal(engine.books.teams.get("alpha")?.open.size, 1);
});

Deno.test("submit() sends in real time until 120 s after the minute's start, later nothing", async () => {
  for (
    const [late, status] of [[120_000, "ACCEPTED"], [
      120_001,
      "EXPIRED",
    ]] as const
  ) {
    const engine = await started({ isLive: true });
    recordIntents(engine, minuteAt(0), { ...NOTHING, orders: [ORDER] });
    await engine.clock.sleepUntil(minuteAt(0) + late);
    await submit(engine, minuteAt(0));
    assert.equal(statusOf(engine), status);
  }
  const simulated = await started();
  recordIntents(simulated, minuteAt(0), { ...NOTHING, orders: [ORDER] });
  simulated.clock.advance(1e9);
  await submit(simulated, minuteAt(0));
  assert.equal(statusOf(simulated), "ACCEPTED");
});

Deno.test("expireUnsent() ends what has waited too long, with a reason, and nothing else", async () => {
  const engine = await started();
  const resting = orders({ quantity: 1, minute: minuteAt(-1) });
  record(engine, { events: [resting, becomes(resting, "ACCEPTED")] });
  recordIntents(engine, minuteAt(0), { ...NOTHING, orders: [ORDER] });
  await engine.clock.sleepUntil(minuteAt(2));
  expireUnsent(engine, minuteAt(0));
  assert.equal(statusOf(engine), "SUBMITTING");
  engine.clock.advance(1);
  expireUnsent(engine, minuteAt(0));
  assert.deepEqual(
    [statusOf(engine), engine.books.orders.get(id)?.note],
    ["EXPIRED", "not_sent"],
  );
  assert.equal(statusOf(engine, resting.order.id), "ACCEPTED");
  const { length } = (engine.ledger as FakeLedger).events();
  expireUnsent(engine, minuteAt(0));
  assert.equal((engine.ledger as FakeLedger).events().length, length);
});
