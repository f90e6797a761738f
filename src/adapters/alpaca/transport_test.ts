import { strict as assert } from "node:assert";
import { keptLog, NEVER, steppedClock } from "./fixture_test.ts";
import { AlpacaError, reasonOf } from "./alpaca_error.ts";
import { type Fetch, transport } from "./transport.ts";

const START = "2026-11-20T14:30:00Z";
const URL = "http://127.0.0.1:1/v2/x?secret=query";
const WHAT = "stock bars";

/** Sends to a host that a function plays; says when each request came, ms. */
function subject(
  answer: (n: number, init: RequestInit) => Response | Promise<Response>,
  perMinute = 1_000,
) {
  const clock = steppedClock(START);
  const start = clock.now();
  const sent: number[] = [];
  const log = keptLog();
  const fetch: Fetch = async (_url, init) => {
    sent.push(clock.now() - start);
    return await answer(sent.length, init);
  };
  const { send } = transport({
    ...{ clock, log, perMinute, fetch },
    random: () => 0.5,
    secrets: ["verysecret"],
  });
  return { clock, start, sent, log, send };
}

const get: RequestInit = { method: "GET" };
const error = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(() => assert.fail("it must reject"), (thrown) => thrown);

Deno.test("transport() asks again after 250, 500 and 1000 ms, and gives the answer", async () => {
  const { send, sent } = subject((n) =>
    n < 4 ? new Response("", { status: 503 }) : Response.json({ n })
  );
  const value = await send(URL, get, { what: WHAT, signal: NEVER });
  assert.deepEqual(value, { n: 4 });
  assert.deepEqual(sent, [0, 250, 750, 1_750]);
});

Deno.test("transport() gives up after its tries, with the last reason", async () => {
  const { send, sent } = subject((n) =>
    n === 3 ? new Response("<html>") : Promise.reject(new TypeError("reset"))
  );
  const thrown = await error(
    send(URL, get, { what: WHAT, signal: NEVER, tries: 3 }),
  );
  assert.equal(reasonOf(thrown), "not_json");
  assert.equal(sent.length, 3);
});

Deno.test("transport() waits as long as Retry-After or X-RateLimit-Reset say, and holds others up", async () => {
  const reset = String(Date.parse(START) / 1000 + 12);
  for (
    const headers of [
      { "Retry-After": "12" },
      { "Retry-After": "Fri, 20 Nov 2026 14:30:12 GMT" },
      { "X-RateLimit-Reset": reset },
    ]
  ) {
    const { send, sent, clock } = subject((n) =>
      n === 1
        ? new Response("", { status: 429, headers })
        : Response.json({ n })
    );
    const call = { what: WHAT, signal: NEVER };
    const first = send(URL, get, call);
    await clock.sleepUntil(clock.now() + 1_000);
    await Promise.all([first, send(URL, get, call)]);
    assert.deepEqual(sent, [0, 12_000, 12_000]);
  }
});

Deno.test("transport() asks again at once for nothing that stays as it is", async () => {
  for (const status of [301, 400, 401, 403, 404, 422]) {
    const { send, sent } = subject(() => new Response("", { status }));
    await error(send(URL, get, { what: WHAT, signal: NEVER }));
    assert.equal(sent.length, 1, String(status));
  }
});

Deno.test("transport() sends what is no GET once", async () => {
  const { send, sent } = subject(() => new Response("", { status: 504 }));
  const thrown = await error(
    send(URL, { method: "POST" }, { what: WHAT, signal: NEVER }),
  );
  assert.equal(reasonOf(thrown), "server_error");
  assert.equal(sent.length, 1);
});

Deno.test("transport() ends a try that takes too long, also in the body", async () => {
  const { send, sent, clock, start } = subject((_n, init) => {
    const drips = new ReadableStream<Uint8Array>({
      start(controller) {
        init.signal?.addEventListener(
          "abort",
          () => controller.error(init.signal?.reason),
        );
      },
    });
    return new Response(drips);
  });
  const call = { what: WHAT, signal: NEVER, tries: 2, timeoutMs: 3_000 };
  assert.equal(reasonOf(await error(send(URL, get, call))), "timeout");
  assert.deepEqual(sent, [0, 3_250]);
  assert.equal(clock.now() - start, 6_250);
});

Deno.test("transport() is done by `until`, whatever the server wants", async () => {
  const headers = { "Retry-After": "30" };
  const { send, clock, start } = subject(() =>
    new Response("", { status: 429, headers })
  );
  const call = { what: WHAT, signal: NEVER, until: start + 9_000 };
  assert.equal(reasonOf(await error(send(URL, get, call))), "rate_limited");
  assert.equal(reasonOf(await error(send(URL, get, call))), "rate_limited");
  assert.equal(clock.now(), start);
});

Deno.test("transport() calls no time left a timeout, and a budget that is used up by its name", async () => {
  const { send, sent, start } = subject(() => Response.json({}), 1);
  const call = { what: WHAT, signal: NEVER };
  const over = await error(send(URL, get, { ...call, until: start }));
  assert.equal(reasonOf(over), "timeout");
  assert.equal(sent.length, 0);
  await send(URL, get, { ...call, until: start + 9_000 });
  const full = await error(send(URL, get, { ...call, until: start + 9_000 }));
  assert.equal(reasonOf(full), "rate_limited");
});

Deno.test("transport() says what was wrong before its time ran out", async () => {
  const { send, clock, start } = subject((n, init) =>
    n === 1
      ? new Response("", { status: 502 })
      : new Promise((_resolve, reject) =>
        init.signal?.addEventListener("abort", () => reject(new Error("cut")))
      )
  );
  const call = { what: WHAT, signal: NEVER, until: start + 2_000 };
  assert.equal(reasonOf(await error(send(URL, get, call))), "server_error");
  assert.equal(clock.now() - start, 2_000);
});

Deno.test("transport() keeps within its budget in a storm of retries", async () => {
  const { send, sent } = subject(() => new Response("", { status: 429 }), 10);
  const calls = Array.from(
    { length: 8 },
    () => error(send(URL, get, { what: WHAT, signal: NEVER })),
  );
  await Promise.all(calls);
  assert.equal(sent.length, 40);
  for (const at of sent) {
    const near = sent.filter((each) => each >= at && each < at + 60_000);
    assert.ok(near.length <= 10);
  }
});

Deno.test("transport() throws what its caller aborts with", async () => {
  const stop = new AbortController();
  const { send, clock } = subject((_n, { signal }) =>
    new Promise((_resolve, reject) =>
      signal?.addEventListener("abort", () => reject(signal.reason))
    )
  );
  const sending = send(URL, get, { what: WHAT, signal: stop.signal });
  await clock.sleepUntil(clock.now() + 10);
  stop.abort(new Error("stop"));
  await assert.rejects(sending, /stop/);
});

Deno.test("transport() follows nobody and puts no secret, address or word of theirs into errors", async () => {
  const { send, log } = subject((_n, init) => {
    assert.equal(init.redirect, "manual");
    return Response.json({ code: 1, message: "key verysecret is\nbad" }, {
      status: 401,
    });
  });
  const thrown = await error(send(URL, get, { what: WHAT, signal: NEVER }));
  assert.ok(thrown instanceof AlpacaError);
  assert.equal(
    thrown.message,
    "Cannot get stock bars from Alpaca: bad_keys (401)",
  );
  assert.equal(thrown.said, "key … is\\nbad");
  assert.doesNotMatch(log.lines.join("\n"), /verysecret|query|127\.0/);
});
