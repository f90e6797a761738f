import { strict as assert } from "node:assert";
import { scheduler } from "node:timers/promises";
import type { Bar } from "../../domain/bar.ts";
import { instrument } from "../../domain/instrument.ts";
import {
  keptLog,
  KEY_ID,
  manualClock,
  NEVER,
  type Script,
  scriptedMarket,
  SECRET_KEY,
  socketServer,
  until,
  welcome,
} from "./fixture_test.ts";
import { type AlpacaMarketData, alpacaMarketData } from "./market_data.ts";

const MINUTE = 60_000;
const AT = Date.parse("2026-11-20T15:00:00Z");

interface Subject {
  readonly clock: ReturnType<typeof manualClock>;
  readonly feed: AlpacaMarketData;
  /** A bar comes over the socket. */
  send(at: number): Promise<void>;
  /** Requests wait until what it returns is called. */
  block(): () => void;
}

/** Runs a test with a socket for stocks, connected at 15:01:00, and closes all. */
async function withSocket(
  symbols: readonly string[],
  script: Script,
  test: (subject: Subject) => Promise<void>,
) {
  const server = socketServer();
  const clock = manualClock("2026-11-20T15:01:00Z");
  let gate = Promise.resolve();
  const log = keptLog();
  const rest = scriptedMarket(clock, { script });
  const feed = alpacaMarketData({
    ...{ clock, log, random: () => 0.5 },
    instruments: symbols.map((symbol) => instrument(symbol, "equity")),
    rest: {
      ...rest,
      async bars(...request) {
        await gate;
        return await rest.bars(...request);
      },
    },
    stream: { streamUrl: server.url, keyId: KEY_ID, secretKey: SECRET_KEY },
  });
  let unblock = () => {};
  try {
    await until(() => server.clients.length === 1);
    const [stocks] = server.clients;
    assert.ok(stocks);
    await welcome(stocks);
    await until(() => log.lines.some((line) => line.includes("connected")));
    await test({
      ...{ clock, feed },
      async send(at) {
        const t = new Date(at).toISOString();
        const values = { o: 100, h: 200, l: 50, c: 100, v: 10 };
        stocks.send({ T: "b", S: "AAPL", t, ...values });
        // The socket is another connection: the bar is there when it is there.
        await scheduler.wait(200);
      },
      block() {
        const { promise, resolve } = Promise.withResolvers<void>();
        gate = promise;
        return unblock = resolve;
      },
    });
  } finally {
    unblock();
    await feed.close();
    await server.close();
  }
}

Deno.test("bars() with complete sockets waits for no REST, which checks them later", async () => {
  const script: Script = (_symbol, at) =>
    at === AT + 5 * MINUTE ? { c: 101 } : {};
  await withSocket(["AAPL"], script, async ({ clock, feed, send, block }) => {
    clock.advance(5 * MINUTE + 3_000);
    await send(AT + 4 * MINUTE);
    await feed.bars(AT, AT + 4 * MINUTE, NEVER);
    const unblock = block();
    clock.advance(MINUTE);
    const at = AT + 5 * MINUTE;
    await send(at);
    const [bar] = await feed.bars(at - MINUTE, at, NEVER);
    assert.equal(bar?.close, 100);
    assert.deepEqual(feed.changes(), []);
    unblock();
    const changes = [...feed.changes()];
    await until(() => {
      changes.push(...feed.changes());
      return changes.length > 0;
    });
    assert.deepEqual(
      changes.map(({ kind, bar: { close } }) => [kind, close]),
      [["revised", 101]],
    );
  });
});

Deno.test("bars() with sockets waits for no REST in a minute of which nothing is expected", async () => {
  // Each has a bar in every second minute: neither is usually there.
  const script: Script = (symbol, at) =>
    (symbol === "AAPL") === (at / MINUTE % 2 === 0) ? {} : undefined;
  const symbols = ["AAPL", "MSFT"];
  await withSocket(symbols, script, async ({ clock, feed, block }) => {
    clock.advance(7 * MINUTE + 3_000);
    await feed.bars(AT + 6 * MINUTE, AT + 7 * MINUTE, NEVER);
    block();
    clock.advance(MINUTE);
    const at = AT + 8 * MINUTE;
    let given: readonly Bar[] | undefined;
    void feed.bars(at - MINUTE, at, NEVER).then((bars) => given = bars);
    await until(() => given !== undefined);
    assert.deepEqual(given, []);
  });
});
