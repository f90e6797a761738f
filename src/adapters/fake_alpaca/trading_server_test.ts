import { strict as assert } from "node:assert";
import { errors, trading as api } from "@alpacahq/alpaca-trade-api";
import { KEYS, testWorld } from "./fixture_test.ts";
import { CONTROL_SECRET, keyHeaders } from "./server_fixture_test.ts";
import { startFakeAlpaca } from "./server.ts";
import { tradingHalf } from "./trading.ts";

// deno-lint-ignore no-explicit-any -- a test reads what it expects
type Json = any;

/** The whole fake, asked by the official package. */
async function serve() {
  const { world, clock } = testWorld("2026-11-20T15:30:00Z");
  await world.load(clock.now());
  const server = startFakeAlpaca({
    ...{ world, host: "127.0.0.1", port: 0, hasLatency: false },
    trading: tradingHalf({ world, cash: 100_000 }),
    actions: () => Promise.resolve([]),
    controlSecret: CONTROL_SECRET,
  });
  const address = `127.0.0.1:${server.port}`;
  const config = new api.Configuration({
    basePath: `http://${address}`,
    headers: keyHeaders(),
  });
  return {
    ...{ world, clock, address, config },
    orders: new api.OrdersApi(config),
    async ledger(): Promise<Json> {
      const answer = await fetch(`http://${address}/__fake/ledger`, {
        headers: { "X-Fake-Secret": CONTROL_SECRET },
      });
      return await answer.json();
    },
    [Symbol.asyncDispose]: () => server.close(),
  };
}

const BUY: api.PostOrderRequest = {
  symbol: "AAPL",
  qty: "10",
  side: "buy",
  type: "limit",
  limitPrice: "100",
  timeInForce: "day",
  clientOrderId: "mine",
};

/** Opens `/stream` and listens; `next(n)` resolves with the first n updates. */
async function stream(address: string) {
  const socket = new WebSocket(`ws://${address}/stream`);
  socket.binaryType = "arraybuffer";
  const updates: Json[] = [];
  let wake = () => {};
  const listening = Promise.withResolvers<void>();
  const closed = Promise.withResolvers<number>();
  socket.onopen = () => {
    const { key, secret } = KEYS;
    socket.send(JSON.stringify({ action: "auth", key, secret }));
    socket.send(
      JSON.stringify({
        action: "listen",
        data: { streams: ["trade_updates"] },
      }),
    );
  };
  socket.onmessage = ({ data }) => {
    assert.ok(data instanceof ArrayBuffer);
    const message = JSON.parse(new TextDecoder().decode(data));
    if (message.stream === "listening") listening.resolve();
    if (message.stream === "trade_updates") updates.push(message.data);
    wake();
  };
  socket.onclose = ({ code }) => closed.resolve(code);
  await listening.promise;
  return {
    closed: closed.promise,
    async next(count: number): Promise<Json[]> {
      while (updates.length < count) {
        await new Promise<void>((resolve) => wake = resolve);
      }
      return updates.slice(0, count);
    },
    async close() {
      socket.close();
      await closed.promise;
    },
  };
}

Deno.test("the official package reads the fake's orders, positions, account and activities", async () => {
  await using fake = await serve();
  const { orders, config, clock } = fake;
  const taken = await orders.postOrder({ postOrderRequest: BUY });
  assert.equal(taken.status, "pending_new");
  await clock.advance(2_000);
  const id = taken.id ?? "";
  const found = await orders.getOrderByClientOrderId({ clientOrderId: "mine" });
  assert.deepEqual([found.id, found.status, found.filledQty], [
    id,
    "filled",
    "10",
  ]);
  assert.equal((await orders.getAllOrders({ status: "closed" })).length, 1);
  const [position] = await new api.PositionsApi(config).getAllOpenPositions();
  assert.equal(position?.qty, "10");
  const account = await new api.AccountsApi(config).getAccount();
  assert.equal(account.cash, "99000");
  // The package takes every row for one that is no trade: read it raw.
  const { raw } = await new api.AccountActivitiesApi(config)
    .getAccountActivitiesByActivityTypeRaw({ activityType: "FILL" });
  const [fill] = await raw.json();
  assert.equal(fill.order_id, id);
  await assert.rejects(
    orders.postOrder({ postOrderRequest: BUY }),
    (error: Json) =>
      error instanceof errors.ValidationError && error.code === 40010001,
  );
  const { cash, executions } = await fake.ledger();
  assert.deepEqual([cash, executions.length], ["99000", 1]);
});

Deno.test("an order whose answer is lost is there, once", async () => {
  await using fake = await serve();
  const { orders, world, clock } = fake;
  world.faults.set({ name: "answer_lost_504", count: 1 });
  await assert.rejects(orders.postOrder({ postOrderRequest: BUY }));
  const found = await orders.getOrderByClientOrderId({ clientOrderId: "mine" });
  await assert.rejects(orders.postOrder({ postOrderRequest: BUY }));
  await clock.advance(2_000);
  const { orders: all, executions } = await fake.ledger();
  assert.deepEqual(all.map(({ id }: Json) => id), [found.id]);
  assert.equal(executions.length, 1);
});

Deno.test("/stream tells of a fill in binary frames, and can be cut", async () => {
  await using fake = await serve();
  const { orders, world, clock, address } = fake;
  const listener = await stream(address);
  const taken = await orders.postOrder({ postOrderRequest: BUY });
  await clock.advance(2_000);
  const updates = await listener.next(3);
  assert.deepEqual(updates.map(({ event }) => event), [
    ...["pending_new", "new", "fill"],
  ]);
  assert.equal(updates[2].order.id, taken.id);
  world.faults.set({ name: "stream_cut", count: 1 });
  await orders.postOrder({
    postOrderRequest: { ...BUY, clientOrderId: "second" },
  });
  await clock.advance(2_000);
  // Deno says 0 where browsers say 1006.
  assert.ok([0, 1006].includes(await listener.closed));
  const again = await stream(address);
  await orders.postOrder({
    postOrderRequest: { ...BUY, clientOrderId: "third" },
  });
  await clock.advance(2_000);
  assert.equal((await again.next(1))[0].order.client_order_id, "third");
  await again.close();
});

Deno.test("a fill comes before the answer to its order", async () => {
  await using fake = await serve();
  const { orders, world, clock, address } = fake;
  const listener = await stream(address);
  world.faults.set({ name: "fill_before_answer" });
  let isAnswered = false;
  const answer = orders.postOrder({ postOrderRequest: BUY }).then((order) => {
    isAnswered = true;
    return order;
  });
  const updates = await listener.next(3);
  assert.equal(updates[2].event, "fill");
  assert.equal(isAnswered, false);
  await clock.advance(100);
  assert.equal((await answer).status, "pending_new");
  await listener.close();
});
