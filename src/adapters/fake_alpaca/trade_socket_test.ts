import { strict as assert } from "node:assert";
import type { FaultName } from "./fault_list.ts";
import { tradeSocket } from "./trade_socket.ts";
import { type Floor, floorAt } from "./trading_fixture_test.ts";
import type { TradingSocket } from "./trading_half.ts";
import { TradeUpdateMessage } from "./trading_schemas.ts";

// deno-lint-ignore no-explicit-any -- a test reads what it expects
type Message = any;

interface Client {
  readonly socket: TradingSocket;
  readonly sent: Message[];
  readonly frames: ("text" | "binary")[];
  /** How it was ended from the other side. */
  ended: number | "cut" | undefined;
  say(message: unknown): void;
  /** What came of orders. */
  updates(): Message[];
}

function connect(floor: Floor): Client {
  const client: Client = {
    ...{ sent: [], frames: [], ended: undefined },
    socket: {
      send(message) {
        client.frames.push(typeof message === "string" ? "text" : "binary");
        const text = typeof message === "string"
          ? message
          : new TextDecoder().decode(message);
        client.sent.push(JSON.parse(text));
      },
      close: (code) => void (client.ended = code),
      cut: () => void (client.ended = "cut"),
      onMessage: () => {},
      onClose: () => {},
    },
    say: (message) => client.socket.onMessage(JSON.stringify(message)),
    updates: () =>
      client.sent.filter(({ stream }) => stream === "trade_updates")
        .map(({ data }) => data),
  };
  tradeSocket(floor.world, floor.exchange)(client.socket);
  return client;
}

function listening(floor: Floor): Client {
  const client = connect(floor);
  client.say({ action: "auth", key: "PK", secret: "secret" });
  client.say({ action: "listen", data: { streams: ["trade_updates"] } });
  return client;
}

/** Fills an order while a fault is set; returns the client that listened. */
async function filled(name?: FaultName): Promise<Client> {
  const floor = floorAt();
  const client = listening(floor);
  if (name) floor.world.faults.set({ name, count: 1 });
  await floor.order({ type: "limit", limit_price: "100" });
  floor.wait(5_000);
  return client;
}

const events = (client: Client) => client.updates().map(({ event }) => event);

Deno.test("tradeSocket() takes both forms of keys, and answers as the documents say", () => {
  const floor = floorAt();
  const client = connect(floor);
  client.say({
    action: "authenticate",
    data: { key_id: "PK", secret_key: "secret" },
  });
  client.say({ action: "listen", data: { streams: ["trade_updates", "x"] } });
  client.say({ action: "listen", data: { streams: [] } });
  assert.deepEqual(client.sent, [
    {
      stream: "authorization",
      data: { status: "authorized", action: "authenticate" },
    },
    { stream: "listening", data: { streams: ["trade_updates"] } },
    { stream: "listening", data: { streams: [] } },
  ]);
  assert.deepEqual(new Set(client.frames), new Set(["binary"]));
});

Deno.test("tradeSocket() tells nothing to who has no keys", async () => {
  const floor = floorAt();
  const client = connect(floor);
  client.say({ action: "auth", key: "PK", secret: "guess" });
  client.say({ action: "listen", data: { streams: ["trade_updates"] } });
  client.socket.onMessage("{");
  await floor.order();
  floor.wait(5_000);
  assert.deepEqual(
    client.sent.map(({ data, action }) => data.status ?? action),
    ["unauthorized", "unauthorized", "error"],
  );
});

Deno.test("tradeSocket() sends each event with the whole order, in order and with a lag", async () => {
  const client = await filled();
  assert.deepEqual(events(client), ["pending_new", "new", "fill"]);
  for (const message of client.sent.slice(2)) TradeUpdateMessage.parse(message);
  const fill = client.updates()[2];
  assert.deepEqual([fill.qty, fill.price, fill.position_qty], [
    "1",
    "100",
    "1",
  ]);
  assert.deepEqual([fill.order.status, fill.order.filled_qty], ["filled", "1"]);
  const floor = floorAt();
  const other = listening(floor);
  await floor.order();
  floor.wait(4);
  assert.deepEqual(events(other), []);
});

Deno.test("tradeSocket() keeps the order of events whatever their lag", async () => {
  const floor = floorAt();
  const client = listening(floor);
  for (let n = 0; n < 20; n++) {
    await floor.order({ client_order_id: `order-${n}` });
    floor.wait(7);
  }
  floor.wait(5_000);
  const sent = client.updates().map(({ event_id: id }) => id);
  assert.deepEqual(sent, floor.updates.map(({ data }) => data.event_id));
});

Deno.test("tradeSocket() replays nothing to who connects later, and stops at close", async () => {
  const floor = floorAt();
  await floor.order();
  const client = listening(floor);
  floor.wait(5_000);
  assert.deepEqual(events(client), ["new", "fill"]);
  client.socket.onClose();
  await floor.order();
  floor.wait(5_000);
  assert.equal(client.updates().length, 2);
});

Deno.test("an urgent fill is sent before the answer", async () => {
  const floor = floorAt();
  const client = listening(floor);
  floor.world.faults.set({ name: "fill_before_answer" });
  const { body } = await floor.order();
  assert.equal(body.status, "pending_new");
  assert.deepEqual(events(client), ["pending_new", "new", "fill"]);
});

Deno.test("stream faults: drop, cut, mute, unseen fills", async () => {
  assert.equal((await filled("stream_drop")).ended, 1001);
  assert.equal((await filled("stream_cut")).ended, "cut");
  assert.deepEqual(events(await filled("stream_mute")), []);
  assert.deepEqual(events(await filled("fill_unseen")), ["pending_new", "new"]);
});

Deno.test("stream faults: duplicates, twins, order, unknown things, frames", async () => {
  assert.deepEqual(events(await filled("stream_duplicate")), [
    ...["pending_new", "pending_new", "new", "fill"],
  ]);
  assert.deepEqual(events(await filled("stream_reorder")), [
    ...["new", "pending_new", "fill"],
  ]);
  assert.deepEqual(events(await filled("stream_unknown_event")), [
    ...["reappraised", "pending_new", "new", "fill"],
  ]);
  const twins = (await filled("stream_twin")).updates().slice(2);
  assert.equal(twins[0].execution_id, twins[1].execution_id);
  assert.notEqual(twins[0].event_id, twins[1].event_id);
  const [strange] = (await filled("stream_unknown_status")).updates();
  assert.equal(strange.order.status, "under_review");
  const [extra] = (await filled("stream_extra_fields")).updates();
  assert.deepEqual(extra.venue, { mic: "XTST" });
  const { frames } = await filled("stream_binary");
  assert.deepEqual(frames.slice(2), ["text", "binary", "binary"]);
});

Deno.test("a message that waits for the next one comes alone after a second", async () => {
  const floor = floorAt();
  const client = listening(floor);
  floor.world.faults.set({ name: "fill_none" });
  await floor.order();
  floor.wait(5_000);
  floor.world.faults.set({ name: "stream_reorder", count: 1 });
  const [order] = floor.exchange.desk.orders.open;
  assert.ok(order);
  floor.exchange.kill(order);
  floor.wait(900);
  assert.equal(events(client).at(-1), "new");
  floor.wait(1_000);
  assert.equal(events(client).at(-1), "canceled");
});
