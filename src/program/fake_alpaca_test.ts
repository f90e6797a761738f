import { strict as assert } from "node:assert";
import { wallClock } from "../adapters/system/clock.ts";
import type { FakeAlpacaCommand } from "../cli/command.ts";
import { fakeAlpacaCommand } from "./fake_alpaca.ts";

const HEADERS = { "APCA-API-KEY-ID": "PKFAKE", "APCA-API-SECRET-KEY": "fake" };

interface Running {
  /** What was printed. */
  readonly lines: string[];
  /** `http://127.0.0.1:1234`. */
  readonly url: string;
  get(path: string): Promise<unknown>;
  /** Resolves when a line matches. */
  said(pattern: RegExp): Promise<void>;
  /** Returns the exit code. */
  stop(): Promise<number>;
}

async function start(
  given: Omit<FakeAlpacaCommand, "command">,
): Promise<Running> {
  const wall = wallClock();
  const lines: string[] = [];
  const stop = new AbortController();
  const ended = fakeAlpacaCommand(
    { command: "fake-alpaca", speed: "60", latency: "off", ...given },
    {},
    { print: (line) => void lines.push(line), wall },
    stop.signal,
  );
  const said = async (pattern: RegExp): Promise<void> => {
    const late = wall.now() + 20_000;
    while (!lines.some((line) => pattern.test(line))) {
      assert(wall.now() < late, lines.join("\n"));
      await Promise.race([ended, wall.sleepUntil(wall.now() + 5)]);
    }
  };
  await said(/Control:/);
  const [, url = ""] = /TRADING_URL=(\S+)/.exec(lines.join("\n")) ?? [];
  return {
    ...{ lines, url, said },
    async get(path) {
      const response = await fetch(`${url}${path}`, { headers: HEADERS });
      return await response.json();
    },
    async stop() {
      stop.abort();
      return await ended;
    },
  };
}

Deno.test("fakeAlpacaCommand() prints what points qtc at it, and exits with 0", async () => {
  const fake = await start({ at: "2026-11-20", symbols: "AAPL,BTC" });
  const [title = "", clock = "", keys, urls, stream, control] = fake.lines;
  const { url } = fake;
  assert.match(title, /FAKE ALPACA.*simulated bars, seed 1, 2 symbols/);
  assert.match(clock, /waits at 2026-11-20T14:30Z.* 60 minutes a minute/);
  assert.equal(
    keys,
    "export ALPACA_API_KEY=PKFAKE ALPACA_API_SECRET=fake",
  );
  assert.equal(
    urls,
    `export QTC_ALPACA_TRADING_URL=${url} QTC_ALPACA_DATA_URL=${url}`,
  );
  assert.equal(
    stream,
    `export QTC_ALPACA_STREAM_URL=${url.replace("http", "ws")}`,
  );
  assert.match(control ?? "", /X-Fake-Secret: [0-9a-f-]{36}' http.*\/__fake\//);
  const account = await fake.get("/v2/account") as { cash: string };
  assert.equal(Number(account.cash), 100_000);
  assert.equal(await fake.stop(), 0);
});

Deno.test("fakeAlpacaCommand() stands still until somebody asks, whatever is set before", async () => {
  const fake = await start({ at: "2026-11-20", symbols: "AAPL" });
  const [, secret = ""] = /Secret: (\S+)'/.exec(fake.lines.join("\n")) ?? [];
  const wall = wallClock();
  await wall.sleepUntil(wall.now() + 300);
  const faults = await fetch(`${fake.url}/__fake/faults`, {
    headers: { "X-Fake-Secret": secret },
  });
  assert.deepEqual((await faults.json()).faults, []);
  await wall.sleepUntil(wall.now() + 300);
  const time = async () => {
    const { timestamp } = await fake.get("/v2/clock") as { timestamp: string };
    return Date.parse(timestamp) - Date.parse("2026-11-20T14:30:00Z");
  };
  // Six tenths of a second are 36 s of its time.
  assert.ok(await time() < 30_000);
  await wall.sleepUntil(wall.now() + 100);
  assert.ok(await time() >= 6_000);
  assert.equal(await fake.stop(), 0);
});

Deno.test("fakeAlpacaCommand() lets minutes go by, the same in REST and on the socket", async () => {
  const fake = await start({ at: "2026-11-20", symbols: "AAPL,BTC" });
  const socket = new WebSocket(`${fake.url.replace("http", "ws")}/v2/iex`);
  const heard = Promise.withResolvers<Record<string, unknown>>();
  socket.onmessage = ({ data }) => {
    for (const message of JSON.parse(data)) {
      if (message.msg === "connected") {
        const keys = { key: "PKFAKE", secret: "fake" };
        socket.send(JSON.stringify({ action: "auth", ...keys }));
      }
      if (message.msg === "authenticated") {
        socket.send(JSON.stringify({ action: "subscribe", bars: ["*"] }));
      }
      if (message.T === "b") heard.resolve(message);
    }
  };
  const { T: _kind, S: symbol, ...bar } = await heard.promise;
  assert.equal(symbol, "AAPL");
  const path = `/v2/stocks/bars?symbols=AAPL&timeframe=1Min&feed=iex` +
    `&start=${bar["t"]}&end=${bar["t"]}`;
  const wall = wallClock();
  let found: unknown;
  for (let n = 0; n < 200 && found === undefined; n++) {
    const page = await fake.get(path) as { bars: Record<string, unknown[]> };
    [found] = page.bars["AAPL"] ?? [];
    await wall.sleepUntil(wall.now() + 5);
  }
  assert.deepEqual(found, bar);
  const closed = new Promise((resolve) => socket.onclose = resolve);
  assert.equal(await fake.stop(), 0);
  await closed;
});

Deno.test("fakeAlpacaCommand() plays recorded bars, says when they end and answers on", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const rows = [
      "symbol,timestamp,open,high,low,close,volume",
      "SPY,2013-10-07T12:00:00Z,10,12,9,11,300",
      "SPY,2013-10-07T13:30:00Z,10,12,9,11,300",
      "SPY,2013-10-07T13:31:00Z,11,12,9,10,nonsense",
    ];
    await Deno.writeTextFile(`${folder}/a.csv`, `${rows.join("\n")}\n`);
    const actions = `${folder}/actions.txt`;
    await Deno.writeTextFile(
      actions,
      "id,symbol,type,ex_date,new_shares,old_shares,cash\n" +
        "s1,SPY,split,2013-10-07,4,1,\n",
    );
    const fake = await start({ bars: folder, actions });
    assert(fake.lines.some((line) => /waits at 2013-10-07T13:28Z/.test(line)));
    await fake.get("/v2/clock");
    await fake.said(/recorded bars end/);
    const page = await fake.get(
      "/v2/stocks/bars?symbols=SPY&timeframe=1Min&feed=iex" +
        "&start=2013-10-07T13:30:00Z",
    ) as { bars: Record<string, { o: number; v: number }[]> };
    assert.deepEqual(
      page.bars["SPY"]?.map(({ o, v }) => [o, v]),
      [[10, 300]],
    );
    const splits = await fake.get(
      "/v1/corporate-actions?start=2013-10-01&end=2013-10-31",
    ) as { corporate_actions: Record<string, unknown[]> };
    assert.equal(splits.corporate_actions["forward_splits"]?.length, 1);
    assert.equal(await fake.stop(), 0);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("fakeAlpacaCommand() refuses a folder that is not there", async () => {
  const stopped = fakeAlpacaCommand(
    { command: "fake-alpaca", bars: "/nowhere" },
    {},
    { print: () => {}, wall: wallClock() },
    AbortSignal.abort(),
  );
  await assert.rejects(stopped, { code: "invalid", message: /nowhere/ });
});
