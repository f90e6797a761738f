import { strict as assert } from "node:assert";
import { instrument } from "../../domain/instrument.ts";
import { type BarStreams, barStreams } from "./bar_streams.ts";
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
import { seenBars } from "./seen_bars.ts";
import { symbolForms } from "./symbols.ts";

const MINUTE = 60_000;
const AT = Date.parse("2026-11-20T15:00:00Z");

interface Subject {
  readonly clock: ReturnType<typeof manualClock>;
  readonly streams: BarStreams;
  readonly seen: ReturnType<typeof seenBars>;
  readonly stocks: ServedSocket;
  readonly coins: ServedSocket;
  readonly clients: ServedSocket[];
  readonly states: (string | undefined)[];
}

/** Runs a test with both sockets connected at 15:01:00, and closes all. */
async function withStreams(test: (subject: Subject) => Promise<void>) {
  const server = socketServer();
  const clock = manualClock("2026-11-20T15:01:00Z");
  const instruments = [
    instrument("AAPL", "equity"),
    instrument("BTC", "crypto"),
  ];
  const seen = seenBars();
  const states: (string | undefined)[] = [];
  const streams = barStreams({
    ...{ streamUrl: server.url, keyId: KEY_ID, secretKey: SECRET_KEY },
    ...{ feed: "iex", instruments, forms: symbolForms(instruments) },
    ...{ seen, clock, random: () => 0.5, log: keptLog() },
    onState: (reason) => states.push(reason),
  });
  const { clients } = server;
  try {
    await until(() => clients.length === 2);
    const find = (path: string) =>
      clients.find((each) => each.path === path) as ServedSocket;
    const stocks = find("/v2/iex");
    const coins = find("/v1beta3/crypto/us");
    await Promise.all([welcome(stocks), welcome(coins)]);
    await until(() => streams.isLive("equity") && streams.isLive("crypto"));
    await test({ clock, streams, seen, stocks, coins, clients, states });
  } finally {
    await streams.close();
    await server.close();
  }
}

const bar = (S: string, at: number, more = {}) => ({
  ...{ T: "b", S, t: new Date(at).toISOString() },
  ...{ o: 1, h: 2, l: 1, c: 2, v: 3, n: 1, vw: 1.5, ...more },
});

Deno.test("barStreams() asks for each class in its own form and takes its bars", async () => {
  await withStreams(async ({ stocks, coins, seen }) => {
    assert.deepEqual(coins.received[1], {
      ...{ action: "subscribe", bars: ["BTC/USD"], updatedBars: ["BTC/USD"] },
    });
    stocks.send(bar("AAPL", AT), bar("TSLA", AT), bar("AAPL", AT, { c: 9 }));
    coins.send(bar("BTC/USD", AT));
    await until(() => seen.has("AAPL", AT) && seen.has("BTC", AT));
    assert.equal(seen.give(AT, AT).length, 2);
    stocks.send({ ...bar("AAPL", AT), T: "u", v: 7 });
    coins.send(bar("BTC/USD", AT + MINUTE));
    const changes = [...seen.changes()];
    await until(() => {
      changes.push(...seen.changes());
      return changes.length > 0;
    });
    assert.deepEqual(
      changes.map((
        { kind, bar: { symbol, volume } },
      ) => [kind, symbol, volume]),
      [["revised", "AAPL", 7]],
    );
    assert.ok(!seen.has("BTC", AT + MINUTE), "a minute that goes on");
  });
});

Deno.test("barStreams() knows who is halted until it goes on", async () => {
  await withStreams(async ({ stocks, streams }) => {
    stocks.send({ T: "s", S: "AAPL", sc: "Q" }, { T: "s", S: "AAPL", sc: "H" });
    await until(() => streams.isHalted("AAPL"));
    stocks.send({ T: "s", S: "AAPL", sc: "T" });
    await until(() => !streams.isHalted("AAPL"));
  });
});

Deno.test("barStreams() takes no symbol for halted that has a newer bar, nor after a reconnect", async () => {
  await withStreams(async ({ stocks, streams, clock, seen, clients }) => {
    clock.advance(2_000);
    stocks.send({ T: "s", S: "AAPL", sc: "H" });
    await until(() => streams.isHalted("AAPL"));
    clock.advance(MINUTE);
    stocks.send(bar("AAPL", AT + MINUTE));
    await until(() => seen.has("AAPL", AT + MINUTE));
    assert.ok(streams.isHalted("AAPL"), "the minute in which it was halted");
    clock.advance(MINUTE);
    stocks.send(bar("AAPL", AT + 2 * MINUTE));
    await until(() => seen.has("AAPL", AT + 2 * MINUTE));
    assert.ok(!streams.isHalted("AAPL"));
    stocks.send({ T: "s", S: "AAPL", sc: "H" });
    await until(() => streams.isHalted("AAPL"));
    stocks.close();
    await until(() => !streams.isLive("equity"));
    await until(() => !streams.isHalted("AAPL"));
    clock.advance(2_000);
    await until(() => clients.length === 3);
  });
});

Deno.test("barStreams() takes a socket for dead that is silent for 90 s while REST has bars", async () => {
  await withStreams(
    async ({ stocks, streams, clock, seen, states, clients }) => {
      stocks.send(bar("AAPL", AT));
      await until(() => seen.has("AAPL", AT));
      clock.advance(90_000);
      streams.checkWith("equity", AT);
      streams.checkWith("equity", undefined);
      streams.checkWith("equity", AT + MINUTE);
      assert.ok(streams.isLive("equity"), "90 s are no longer than 90 s");
      clock.advance(1_000);
      streams.checkWith("equity", AT + MINUTE);
      await until(() => states.includes("stock socket: mute"));
      assert.ok(!streams.isLive("equity") && streams.isLive("crypto"));
      clock.advance(1_000);
      await until(() => clients.length === 3);
      await welcome(clients[2] as ServedSocket);
      await until(() => streams.isLive("equity"));
      assert.equal(states.at(-1), undefined);
    },
  );
});

Deno.test("barStreams() does not blame a socket for bars from before it was there", async () => {
  await withStreams(({ streams, clock }) => {
    clock.advance(600_000);
    streams.checkWith("equity", AT - MINUTE);
    assert.ok(streams.isLive("equity"));
    return Promise.resolve();
  });
});
