import { strict as assert } from "node:assert";
import { FRAME, STOCK_BARS } from "./data_schemas.ts";
import { KEYS } from "./fixture_test.ts";
import {
  keyHeaders,
  type ServedFake,
  serveFake,
} from "./server_fixture_test.ts";

const MINUTE = 60_000;
const BARS = "/v2/stocks/bars?symbols=AAPL&timeframe=1Min&feed=iex" +
  "&start=2026-11-20T14:38:00Z";

async function status(fake: ServedFake, path: string): Promise<number> {
  const response = await fake.get(path);
  await response.body?.cancel();
  return response.status;
}

Deno.test("each route has its host's answer to bad keys: 401 for trading, 403 for data", async () => {
  await using fake = serveFake();
  const cases: [string, number][] = [
    ["/v2/account", 401],
    ["/v2/clock", 401],
    ["/v2/assets", 401],
    [BARS, 403],
    ["/v1/corporate-actions", 403],
  ];
  for (const [path, refused] of cases) {
    for (const secret of ["", "wrong"]) {
      const headers = { ...keyHeaders(), "APCA-API-SECRET-KEY": secret };
      const response = await fake.get(path, { headers });
      assert.equal(response.status, refused, path);
      assert((await response.json()).message);
    }
  }
  assert.deepEqual(fake.trading.handled, []);
  const coins = `http://${fake.address}/v1beta3/crypto/us/latest/bars` +
    "?symbols=BTC/USD";
  const wrong = { "APCA-API-KEY-ID": "PKWRONG" };
  for (const [headers, wanted] of [[{}, 200], [wrong, 403]] as const) {
    const response = await fetch(coins, { headers });
    assert.equal(response.status, wanted);
    await response.body?.cancel();
  }
  fake.world.faults.set({ name: "unauthorized", count: 2 });
  assert.equal(await status(fake, "/v2/clock"), 401);
  assert.equal(await status(fake, BARS), 403);
  assert.equal(await status(fake, BARS), 200);
});

Deno.test("requests of the trading host come to its half with their bodies", async () => {
  await using fake = serveFake();
  const response = await fake.get("/v2/orders", { method: "POST", body: "{}" });
  assert.deepEqual(await response.json(), { is: "trading" });
  assert.match(response.headers.get("x-request-id") ?? "", /^[0-9a-f-]{36}$/);
  assert.deepEqual(fake.trading.handled, ["POST /v2/orders {}"]);
  const long = await fake.get("/v2/orders", {
    ...{ method: "POST", body: "x".repeat(100_001) },
  });
  assert.equal(long.status, 413);
  await long.body?.cancel();
});

Deno.test("each host takes two hundred requests a minute", async () => {
  await using fake = serveFake();
  let allowed = 0;
  for (let n = 0; n < 205; n++) {
    if (await status(fake, "/v2/clock") === 200) allowed++;
  }
  assert.equal(allowed, 200);
  const refused = await fake.get("/v2/account");
  assert.equal(refused.status, 429);
  assert.equal((await refused.json()).code, 42910000);
  assert.equal(refused.headers.get("x-ratelimit-limit"), "200");
  assert.equal(await status(fake, BARS), 200);
  await fake.clock.advance(300);
  assert.equal(await status(fake, "/v2/account"), 200);
  fake.world.faults.set({ name: "rate_limited", count: 1, text: "none" });
  const bare = await fake.get(BARS);
  assert.equal(bare.status, 429);
  assert.equal(bare.headers.get("x-ratelimit-limit"), null);
  await bare.body?.cancel();
});

Deno.test("a lost request is not carried out, a lost answer's is", async () => {
  await using fake = serveFake();
  const post = () => fake.get("/v2/orders", { method: "POST", body: "{}" });
  const { faults } = fake.world;
  const { handled } = fake.trading;
  // All of them: some versions of Deno send a request again by themselves.
  faults.set({ name: "request_lost", method: "POST" });
  await assert.rejects(post(), TypeError);
  assert.deepEqual(handled, []);
  faults.clear();
  faults.set({ name: "answer_lost", path: "/v2/orders" });
  assert.equal(await status(fake, "/v2/clock"), 200);
  await assert.rejects(post(), TypeError);
  faults.clear();
  const sent = handled.length;
  assert.ok(sent === 1 || sent === 2, `${sent}`);
  faults.set({ name: "answer_cut", count: 1 });
  const half = await post();
  assert.equal(half.status, 200);
  await assert.rejects(half.text());
  assert.equal(handled.length, sent + 1);
  faults.set({ name: "answer_lost_504", count: 1 });
  const late = await post();
  assert.equal(late.status, 504);
  await late.body?.cancel();
  assert.equal(handled.length, sent + 2);
  const lost = fake.world.journal.entries()
    .filter(({ kind }) => kind === "lost").map(({ detail }) =>
      (detail as { isCarriedOut: boolean }).isCarriedOut
    );
  const done = Array(sent + 2).fill(true);
  const none = Array(Math.max(1, lost.length - done.length)).fill(false);
  assert.ok(none.length <= 2);
  assert.deepEqual(lost, [...none, ...done]);
});

Deno.test("a late answer comes after its 35 seconds", async () => {
  await using fake = serveFake();
  const path = "/v2/account";
  fake.world.faults.set({ name: "answer_late", count: 1, path });
  let isThere = false;
  const late = fake.get(path).then((response) => {
    isThere = true;
    return response.body?.cancel();
  });
  while (fake.trading.handled.length === 0) {
    await status(fake, "/v2/clock");
  }
  await fake.clock.advance(34_900);
  await status(fake, "/v2/clock");
  assert.equal(isThere, false);
  await fake.clock.advance(35_000);
  await late;
});

Deno.test("answers are spoilt on their way, and nothing is carried out for 502 and redirects", async () => {
  await using fake = serveFake();
  const { faults } = fake.world;
  faults.set({ name: "html_502", count: 1 });
  assert.equal(await status(fake, "/v2/account"), 502);
  faults.set({ name: "redirect", count: 1 });
  assert.equal(await status(fake, "/v2/account"), 307);
  assert.deepEqual(fake.trading.handled, []);
  faults.set({ name: "json_truncated", count: 1 });
  await assert.rejects((await fake.get(BARS)).json(), SyntaxError);
  faults.set({ name: "empty_body", count: 1 });
  const empty = await fake.get(BARS);
  assert.equal(empty.status, 200);
  assert.equal(await empty.text(), "");
  faults.set({ name: "gzip", count: 1 });
  STOCK_BARS.parse(await (await fake.get(BARS)).json());
  faults.set({ name: "redirect", count: 1 });
  const followed = await fake.get("/v2/account", { redirect: "follow" });
  assert.equal(followed.status, 404);
  await followed.body?.cancel();
  const [entry] = fake.world.journal.entries()
    .filter(({ kind }) => kind === "followed");
  assert(entry);
});

Deno.test("a minute goes by, in REST and on a socket", async () => {
  await using fake = serveFake();
  const { clock, address } = fake;
  const socket = new WebSocket(`ws://${address}/v2/iex`);
  const frames: string[] = [];
  let wake = () => {};
  socket.onmessage = ({ data }) => {
    frames.push(data);
    wake();
  };
  const heard = async (count: number) => {
    while (frames.length < count) {
      await new Promise<void>((resolve) => wake = resolve);
    }
    return FRAME.parse(JSON.parse(frames[count - 1] ?? ""));
  };
  assert.equal((await heard(1))[0]?.T, "success");
  socket.send(JSON.stringify({ action: "auth", ...KEYS }));
  await heard(2);
  socket.send(JSON.stringify({ action: "subscribe", bars: ["AAPL"] }));
  assert.equal((await heard(3))[0]?.T, "subscription");
  const minutes = async () => {
    const { bars } = STOCK_BARS.parse(await (await fake.get(BARS)).json());
    return bars["AAPL"]?.map(({ t }) => t.slice(14, 16)).join();
  };
  assert.equal(await minutes(), "38,39");
  await clock.advance(MINUTE - 2_000 + 100);
  const [bar] = await heard(4);
  assert(bar?.T === "b");
  assert.equal(bar.t, "2026-11-20T14:40:00Z");
  assert.equal(await minutes(), "38,39");
  await clock.advance(1_000);
  assert.equal(await minutes(), "38,39,40");
  fake.world.faults.set({ name: "stream_cut", path: "/v2/iex" });
  const closed = new Promise<number>((resolve) => {
    socket.onclose = ({ code }) => resolve(code);
  });
  await clock.advance(MINUTE);
  // Deno says 0 for 1006.
  assert.equal(await closed, 0);
});

Deno.test("/stream is the trading half's, other paths are no sockets", async () => {
  await using fake = serveFake();
  const open = (path: string) =>
    new Promise<string>((resolve) => {
      const socket = new WebSocket(`ws://${fake.address}${path}`);
      socket.onopen = () => socket.close();
      socket.onclose = () => resolve("closed");
      socket.onerror = () => resolve("error");
    });
  assert.equal(await open("/stream"), "closed");
  assert.equal(fake.trading.connected, 1);
  assert.equal(await open("/v2/nothing"), "error");
});

Deno.test("answers take their time when they shall", async () => {
  await using fake = serveFake({ hasLatency: true });
  let isThere = false;
  const asked = fake.get("/v2/clock").then((response) => {
    isThere = true;
    return response.body?.cancel();
  });
  while (fake.world.journal.entries().length === 0) {
    await (await fake.control("GET", "clock")).body?.cancel();
  }
  assert.equal(isThere, false);
  await fake.clock.advance(4_000);
  await asked;
});

Deno.test("the journal holds no keys", async () => {
  await using fake = serveFake();
  await status(fake, "/v2/account");
  const text = JSON.stringify(fake.world.journal.entries());
  assert(text.includes("/v2/account"));
  assert(!text.includes(KEYS.secret) && !text.includes(KEYS.key));
});
