import { strict as assert } from "node:assert";
import { openFront } from "./front.ts";
import { openSocket } from "./open_socket.ts";
import type { TradingSocket } from "./trading_half.ts";

interface Stage {
  readonly client: WebSocket;
  readonly server: TradingSocket;
  /** What the client saw at the end, and how often the server did. */
  readonly closed: Promise<number>;
  close(): Promise<void>;
}

async function stage(): Promise<Stage> {
  const opened = Promise.withResolvers<TradingSocket>();
  const front = openFront(
    { host: "127.0.0.1", port: 0 },
    (request, connection) =>
      openSocket(request, () => front.cut(connection), opened.resolve),
  );
  const client = new WebSocket(`ws://127.0.0.1:${front.port}/`);
  client.binaryType = "arraybuffer";
  const closed = new Promise<number>((resolve) => {
    client.onclose = ({ code }) => resolve(code);
  });
  return {
    ...{ client, closed, server: await opened.promise },
    async close() {
      client.close();
      await closed;
      await front.close();
    },
  };
}

Deno.test("openSocket() carries texts and bytes both ways", async () => {
  const { client, server, close } = await stage();
  const heard: unknown[] = [];
  const all = Promise.withResolvers<void>();
  const hear = (what: unknown) => {
    heard.push(what);
    if (heard.length === 4) all.resolve();
  };
  client.onmessage = ({ data }) =>
    hear(typeof data === "string" ? data : new Uint8Array(data));
  server.onMessage = hear;
  server.send("text");
  server.send(new Uint8Array([1, 2]));
  if (client.readyState !== WebSocket.OPEN) {
    await new Promise((resolve) => client.onopen = resolve);
  }
  client.send("from the client");
  client.send(new TextEncoder().encode("as bytes"));
  await all.promise;
  const texts = heard.filter((each) => typeof each === "string").sort();
  assert.deepEqual(texts, ["as bytes", "from the client", "text"]);
  assert(heard.some((each) => each instanceof Uint8Array && each[1] === 2));
  await close();
});

Deno.test("cut() is a 1006 at the client, close() what it says", async () => {
  for (const how of ["cut", "close"] as const) {
    const { server, closed, close } = await stage();
    const told = new Promise<void>((resolve) => server.onClose = resolve);
    if (how === "cut") server.cut();
    else server.close(1001, "going away");
    // Where there was no closing frame, browsers say 1006 and Deno says 0.
    assert.equal(await closed, how === "cut" ? 0 : 1001);
    await told;
    server.send("into nothing");
    await close();
  }
});
