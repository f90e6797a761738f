import { strict as assert } from "node:assert";
import { type BarsSockets, barsSockets, isBarsSocket } from "./bars_socket.ts";
import { FRAME } from "./data_schemas.ts";
import { openEditions } from "./editions.ts";
import { type HandClock, KEYS, settle, testWorld } from "./fixture_test.ts";
import {
  type HeldSocket,
  heldSocket,
  readFrame,
} from "./socket_fixture_test.ts";
import type { World } from "./world.ts";

const MINUTE = 60_000;
const AUTH = { action: "auth", ...KEYS };

interface Stage {
  readonly world: World;
  readonly clock: HandClock;
  readonly sockets: BarsSockets;
  /** Connects a client, which says these things at once. */
  client(path: string, ...said: readonly unknown[]): HeldSocket;
  close(): Promise<void>;
}

function stage(): Stage {
  const { world, clock } = testWorld("2026-11-20T14:40:00Z");
  const sockets = barsSockets(world, openEditions(world));
  const stop = new AbortController();
  const running = sockets.run(stop.signal);
  return {
    ...{ world, clock, sockets },
    client(path, ...said) {
      const socket = heldSocket();
      sockets.connect(socket, path);
      for (const each of said) socket.onMessage(JSON.stringify(each));
      return socket;
    },
    async close() {
      stop.abort();
      await running;
    },
  };
}

/** Returns kinds, symbols and codes of all messages, checked against the specification. */
function heard({ sent }: HeldSocket): string[] {
  return sent.flatMap((frame) =>
    FRAME.parse(readFrame(frame)).map((message) => {
      if (message.T === "success") return message.msg;
      if (message.T === "error") return `${message.code}`;
      return "S" in message ? `${message.T} ${message.S}` : message.T;
    })
  );
}

Deno.test("a client says who it is, subscribes, and gets each minute's bars", async () => {
  const { client, clock, close } = stage();
  const socket = client("/v2/iex", AUTH, { action: "subscribe", bars: ["*"] });
  assert.deepEqual(heard(socket), [
    ...["connected", "authenticated", "subscription"],
  ]);
  await clock.advance(MINUTE + 19);
  assert.equal(socket.sent.length, 3);
  await clock.advance(81);
  const [frame] = socket.sent.slice(3);
  const messages = FRAME.parse(readFrame(frame));
  assert.deepEqual(
    messages.map((each) => "S" in each && "c" in each && [each.S, each.t]),
    [
      ["AAPL", "2026-11-20T14:40:00Z"],
      ["MSFT", "2026-11-20T14:40:00Z"],
    ],
  );
  await clock.advance(3 * MINUTE);
  assert.equal(socket.sent.length, 7);
  await close();
});

Deno.test("each socket has the symbols of its class that are wanted", async () => {
  const { client, clock, close } = stage();
  const coins = client("/v1beta3/crypto/us", AUTH, {
    ...{ action: "subscribe", bars: ["BTC/USD", "AAPL"] },
  });
  const shares = client("/v2/iex", AUTH, {
    ...{ action: "subscribe", bars: ["MSFT", "AAPL", "BTC/USD"] },
  }, { action: "unsubscribe", bars: ["AAPL"] });
  await clock.advance(MINUTE + 100);
  assert.deepEqual(heard(coins).slice(3), ["b BTC/USD"]);
  assert.deepEqual(heard(shares).slice(4), ["b MSFT"]);
  await close();
});

Deno.test("who does not say who it is within ten seconds is told 404", async () => {
  const { client, clock, close } = stage();
  const silent = client("/v2/iex");
  const known = client("/v2/iex", AUTH);
  await clock.advance(9_999);
  assert.equal(silent.ended, undefined);
  await clock.advance(1);
  assert.deepEqual(heard(silent), ["connected", "404"]);
  assert.equal(silent.ended, "1000 auth timeout");
  assert.equal(known.ended, undefined);
  await close();
});

Deno.test("errors have Alpaca's codes", async () => {
  const { client, world, close } = stage();
  const last = (socket: HeldSocket) => heard(socket).at(-1);
  const subscribe = { action: "subscribe", bars: ["*"] };
  assert.equal(last(client("/v2/iex", "nonsense")), "400");
  assert.equal(last(client("/v2/iex", subscribe)), "401");
  const wrong = client("/v2/iex", { ...AUTH, secret: "x" });
  assert.equal(last(wrong), "402");
  assert(wrong.ended);
  const first = client("/v2/iex", AUTH, AUTH);
  assert.equal(last(first), "403");
  const quotes = Array.from({ length: 31 }, (_, n) => `A${n}`);
  first.onMessage(JSON.stringify({ action: "subscribe", quotes }));
  assert.equal(last(first), "405");
  const second = client("/v2/iex", AUTH);
  assert.equal(last(second), "406");
  assert.equal(second.ended, "1000 connection limit exceeded");
  assert.equal(last(client("/v1beta3/crypto/us", AUTH)), "authenticated");
  first.close(1000, "enough");
  world.faults.set({ name: "stream_refused", count: 1, path: "/v2/iex" });
  assert.equal(last(client("/v2/iex", AUTH)), "406");
  world.faults.set({ name: "stream_refused", count: 1, value: 408 });
  assert.equal(last(client("/v2/iex", AUTH)), "408");
  world.faults.set({ name: "sip_refused" });
  assert.equal(last(client("/v2/sip", AUTH)), "409");
  world.faults.set({ name: "unauthorized", count: 1 });
  assert.equal(last(client("/v2/iex", AUTH)), "402");
  assert.equal(last(client("/v2/iex", AUTH)), "authenticated");
  await close();
});

Deno.test("a slow client is told 407 and closed", async () => {
  const { client, clock, close } = stage();
  const slow = client("/v2/iex", AUTH, { action: "subscribe", bars: ["*"] });
  slow.waiting = 2_000_000;
  await clock.advance(MINUTE + 100);
  assert.deepEqual(heard(slow).slice(3), ["407"]);
  assert(slow.ended);
  await close();
});

Deno.test("late bars come late, missing ones never, revised ones again as u", async () => {
  const { client, clock, world, close } = stage();
  world.faults.set({ name: "bar_missing", symbol: "MSFT", count: 1 });
  world.faults.set({ name: "bar_revised", symbol: "AAPL", count: 1 });
  world.faults.set({ name: "bars_late", symbol: "BTC", count: 1 });
  const lists = { bars: ["*"], updatedBars: ["AAPL"] };
  const socket = client("/v2/iex", AUTH, { action: "subscribe", ...lists });
  const coins = client("/v1beta3/crypto/us", AUTH, {
    ...{ action: "subscribe", bars: ["*"] },
  });
  await clock.advance(MINUTE + 19_999);
  assert.deepEqual(heard(socket).slice(3), ["b AAPL"]);
  assert.deepEqual(heard(coins).slice(3), []);
  await clock.advance(101);
  assert.deepEqual(heard(coins).slice(3), ["b BTC/USD"]);
  await clock.advance(10_000);
  assert.deepEqual(heard(socket).slice(3), ["b AAPL", "u AAPL"]);
  const closes = socket.sent.slice(3).flatMap((frame) =>
    FRAME.parse(readFrame(frame)).map((each) => "c" in each && each.c)
  );
  assert.deepEqual(closes, [100 * 1.001, 100]);
  await close();
});

Deno.test("halt() tells who wants to know", async () => {
  const { client, sockets, close } = stage();
  const told = client("/v2/iex", AUTH, {
    ...{ action: "subscribe", statuses: ["*"] },
  });
  sockets.halt("AAPL");
  sockets.halt("NONE");
  assert.deepEqual(heard(told).slice(3), ["s AAPL"]);
  await close();
});

Deno.test("the journal holds no secret", async () => {
  const { client, world, close } = stage();
  client("/v2/iex", AUTH, { ...AUTH, secret: "another", key: "x" });
  await settle();
  const text = JSON.stringify(world.journal.entries());
  assert(!text.includes(KEYS.secret) && !text.includes("another"));
  assert(text.includes('"action":"auth"'));
  await close();
});

Deno.test("isBarsSocket() knows its paths", () => {
  for (const path of ["/v2/iex", "/v2/sip", "/v1beta3/crypto/us"]) {
    assert(isBarsSocket(path));
  }
  assert(!isBarsSocket("/stream") && !isBarsSocket("/v2/otc"));
});
