import { strict as assert } from "node:assert";
import { scheduler } from "node:timers/promises";
import { type BarsSocket, barsSocket } from "./bars_socket.ts";
import {
  keptLog,
  KEY_ID,
  manualClock,
  SECRET_KEY,
  type ServedSocket,
  socketServer,
  until,
  welcome,
} from "./fixture_test.ts";
import type { SocketMessage } from "./socket_frame.ts";

interface Subject {
  readonly clock: ReturnType<typeof manualClock>;
  readonly socket: BarsSocket;
  readonly clients: ServedSocket[];
  readonly messages: SocketMessage[];
  readonly states: (string | undefined)[];
  readonly log: ReturnType<typeof keptLog>;
}

/** Runs a test with a server and a socket on it, and closes both. */
async function withSocket(test: (subject: Subject) => Promise<void>) {
  const server = socketServer();
  const clock = manualClock("2026-11-20T15:00:00Z");
  const messages: SocketMessage[] = [];
  const states: (string | undefined)[] = [];
  const log = keptLog();
  const socket = barsSocket({
    url: `${server.url}/v2/iex`,
    name: "stock socket",
    keyId: KEY_ID,
    secretKey: SECRET_KEY,
    symbols: ["AAPL"],
    hasStatuses: true,
    ...{ clock, log, random: () => 0.5 },
    onMessage: (message) => messages.push(message),
    onState: (reason) => states.push(reason),
  });
  const { clients } = server;
  try {
    await test({ clock, socket, clients, messages, states, log });
  } finally {
    clock.advance(0);
    await socket.close();
    await server.close();
  }
}

const client = async (clients: ServedSocket[], n: number) => {
  await until(() => clients.length >= n);
  return clients[n - 1] as ServedSocket;
};

Deno.test("barsSocket() says who it is, subscribes, and hands on what comes, text or bytes", async () => {
  await withSocket(async ({ clients, messages, states, socket, log }) => {
    const first = await client(clients, 1);
    assert.equal(socket.liveSince(), undefined);
    await welcome(first);
    await until(() => socket.liveSince() !== undefined);
    assert.deepEqual(first.received, [
      { action: "auth", key: KEY_ID, secret: SECRET_KEY },
      {
        ...{ action: "subscribe", bars: ["AAPL"], updatedBars: ["AAPL"] },
        statuses: ["AAPL"],
      },
    ]);
    first.send({ T: "b", S: "AAPL", c: 1 }, { T: "u", S: "AAPL", c: 2 });
    const bytes = new TextEncoder().encode('[{"T":"b","S":"AAPL","c":3}]');
    first.sendRaw(bytes.buffer);
    await until(() => messages.length === 3);
    assert.deepEqual(
      messages.map((each) => each.kind === "bar" && each.isUpdate),
      [false, true, false],
    );
    assert.deepEqual(states, [undefined]);
    assert.doesNotMatch(log.lines.join("\n"), new RegExp(SECRET_KEY));
  });
});

Deno.test("barsSocket() comes back after 1, 2, 4 s when it is cut off, and after a second when it was good", async () => {
  await withSocket(async ({ clients, clock, states, socket }) => {
    for (const [i, wait] of [1_000, 2_000, 4_000].entries()) {
      (await client(clients, i + 1)).close();
      await until(() => states.length === i + 1);
      clock.advance(wait - 1);
      await scheduler.wait(30);
      assert.equal(clients.length, i + 1);
      clock.advance(1);
    }
    assert.deepEqual(states, ["closed", "closed", "closed"]);
    const good = await client(clients, 4);
    await welcome(good);
    await until(() => socket.liveSince() !== undefined);
    clock.advance(60_000);
    good.close();
    await until(() => states.length === 5);
    clock.advance(1_000);
    await client(clients, 5);
  });
});

Deno.test("barsSocket() waits 5 s when there are too many connections, and ten minutes with bad keys", async () => {
  await withSocket(async ({ clients, clock, states }) => {
    for (
      const [i, [code, wait, reason]] of ([
        [406, 5_000, "connection_limit"],
        [402, 600_000, "bad_keys"],
        [401, 600_000, "not_authenticated"],
        [404, 600_000, "auth_timeout"],
      ] as const).entries()
    ) {
      const one = await client(clients, i + 1);
      await until(() => one.received.length === 1);
      one.send({ T: "error", code, msg: "no" });
      await until(() => states.at(-1) === reason);
      clock.advance(wait - 1);
      await scheduler.wait(30);
      assert.equal(clients.length, i + 1);
      clock.advance(1);
    }
    await client(clients, 5);
  });
});

Deno.test("barsSocket() gives up a server that says nothing, nonsense, or is called dead", async () => {
  await withSocket(async ({ clients, clock, states, socket }) => {
    const silent = await client(clients, 1);
    await until(() => silent.received.length === 1);
    clock.advance(10_000);
    await until(() => states.at(-1) === "timeout");
    clock.advance(1_000);
    const mad = await client(clients, 2);
    await until(() => mad.received.length === 1);
    mad.sendRaw("<html>");
    await until(() => states.at(-1) === "not_json");
    clock.advance(2_000);
    const mute = await client(clients, 3);
    await welcome(mute);
    await until(() => socket.liveSince() !== undefined);
    socket.restart("mute");
    await until(() => states.at(-1) === "mute");
    await until(() => mute.isClosed());
    clock.advance(4_000);
    await client(clients, 4);
  });
});

Deno.test("barsSocket() says goodbye and does not come back when it is closed", async () => {
  await withSocket(async ({ clients, clock, socket }) => {
    const first = await client(clients, 1);
    await welcome(first);
    await until(() => socket.liveSince() !== undefined);
    await socket.close();
    await until(() => first.isClosed());
    clock.advance(600_000);
    await scheduler.wait(30);
    assert.equal(clients.length, 1);
  });
});

Deno.test("barsSocket() waits no longer than 64 s, jitter included", async () => {
  const clock = manualClock("2026-11-20T15:00:00Z");
  const { lines, write } = keptLog();
  const waits = () =>
    lines.flatMap((line) => line.match(/"nextTryMs":(\d+)/)?.[1] ?? [])
      .map(Number);
  const server = socketServer();
  await server.close();
  const socket = barsSocket({
    ...{ url: server.url, name: "x", keyId: "a", secretKey: "b", symbols: [] },
    ...{ hasStatuses: false, clock, random: () => 0.999, log: { write } },
    ...{ onMessage() {}, onState() {} },
  });
  for (let tries = 1; tries <= 8; tries++) {
    await until(() => waits().length === tries);
    clock.advance(64_000);
  }
  await socket.close();
  assert.deepEqual(waits().slice(0, 2), [1_200, 2_399]);
  assert.equal(Math.max(...waits()), 64_000);
});

Deno.test("barsSocket() names a place where nobody is", async () => {
  const server = socketServer();
  const { url } = server;
  await server.close();
  const clock = manualClock("2026-11-20T15:00:00Z");
  const states: (string | undefined)[] = [];
  const socket = barsSocket({
    ...{ url, name: "x", keyId: "a", secretKey: "b", symbols: [] },
    ...{ hasStatuses: false, clock, random: () => 0.5, log: keptLog() },
    onMessage() {},
    onState: (reason) => states.push(reason),
  });
  await until(() => states.length > 0);
  assert.deepEqual(states, ["no_route"]);
  await socket.close();
});
