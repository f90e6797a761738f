import { strict as assert } from "node:assert";
import { HandClock, settle } from "./fixture_test.ts";
import { eventStream, HEARTBEAT_MS, WAITING_MAX } from "./stream.ts";

Deno.test("eventStream() sends the opening, then frames as they come", async () => {
  const { reader, push } = open();
  assert.equal(await read(reader), "opening");
  const next = read(reader);
  push("one");
  assert.equal(await next, "one");
  push("two");
  push("three");
  assert.equal(await read(reader), "twothree");
});

Deno.test("eventStream() sends a comment every 15 seconds", async () => {
  const { reader, clock } = open();
  await read(reader);
  for (let i = 0; i < 3; i++) {
    const next = read(reader);
    await clock.advance(HEARTBEAT_MS - 1);
    assert.equal(await Promise.race([next, settle()]), undefined);
    await clock.advance(1);
    assert.equal(await next, ": heartbeat\n\n");
  }
});

Deno.test("eventStream() tells a reader that lets too much wait, and ends", async () => {
  const { reader, push, state } = open();
  await read(reader);
  for (let i = 0; i < WAITING_MAX; i++) push("x");
  assert.equal(state.listeners, 1);
  push("one too many");
  push("and another");
  assert.equal(state.listeners, 0);
  assert.match(
    await read(reader) ?? "",
    /^event: cut_off\ndata: \{"detail":"Cut off: .*"\}\n\n$/,
  );
  assert.equal(await read(reader), undefined);
  assert.deepEqual(state, { listeners: 0, ends: 1 });
});

Deno.test("eventStream() cuts off a reader that takes nothing between two heartbeats", async () => {
  const { reader, push, clock, state } = open();
  await read(reader);
  push("x");
  await clock.advance(HEARTBEAT_MS);
  assert.equal(state.ends, 0);
  await clock.advance(HEARTBEAT_MS);
  assert.deepEqual(state, { listeners: 0, ends: 1 });
  await assert.rejects(reader.read(), /takes nothing/);
});

Deno.test("eventStream() keeps a reader that is slow but takes", async () => {
  const { reader, push, clock, state } = open();
  await read(reader);
  for (let i = 0; i < 5; i++) {
    push("x");
    await clock.advance(HEARTBEAT_MS);
    await read(reader);
  }
  assert.deepEqual(state, { listeners: 1, ends: 0 });
});

Deno.test("eventStream() frees everything when its reader leaves", async () => {
  const { reader, clock, push, state } = open();
  await read(reader);
  await reader.cancel();
  assert.deepEqual(state, { listeners: 0, ends: 1 });
  await clock.advance(HEARTBEAT_MS);
  push("nobody hears it");
  assert.deepEqual(state, { listeners: 0, ends: 1 });
});

Deno.test("eventStream() ends when the server stops, also for a waiting reader", async () => {
  const { reader, stop, state } = open();
  await read(reader);
  const next = read(reader);
  stop.abort();
  assert.equal(await next, undefined);
  assert.deepEqual(state, { listeners: 0, ends: 1 });
});

Deno.test("eventStream() ends at once when the server has stopped already", async () => {
  const stop = new AbortController();
  stop.abort();
  const { reader, state } = open(stop);
  assert.equal(await read(reader), undefined);
  assert.deepEqual(state, { listeners: 0, ends: 1 });
});

type Reader = ReadableStreamDefaultReader<Uint8Array>;

function open(stop = new AbortController()) {
  const clock = new HandClock();
  const state = { listeners: 0, ends: 0 };
  let push = (_frame: string): void => {};
  const reader = eventStream({
    opening: "opening",
    subscribe: (listener) => {
      state.listeners++;
      push = listener;
      return () => state.listeners--;
    },
    clock,
    stop: stop.signal,
    onEnd: () => state.ends++,
  }).getReader();
  return { reader, clock, state, stop, push: (frame: string) => push(frame) };
}

async function read(reader: Reader): Promise<string | undefined> {
  const { value } = await reader.read();
  return value && new TextDecoder().decode(value);
}
