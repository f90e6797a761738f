import { strict as assert } from "node:assert";
import { FakeClock } from "../../testing/fake_clock.ts";
import { HandClock, type Hook, hook, START, until } from "./fixture_test.ts";
import { post } from "./post.ts";

const forever = new AbortController().signal;

/** Seconds at which requests arrived. */
function seconds({ got }: Hook): number[] {
  return got.map(({ at }) => (at - Date.parse(START)) / 1000);
}

Deno.test("post() sends a JSON text once when it arrives", async () => {
  const wall = new FakeClock(START);
  await using server = hook(wall);
  const { url } = server;
  assert.equal(await post("{}", { url, wall, stop: forever }), undefined);
  assert.deepEqual(server.got, [
    { at: Date.parse(START), path: "/T0/s3cr3t", text: "{}" },
  ]);
});

Deno.test("post() tries again after 1, 2, 4 and 8 seconds, five times in all", async () => {
  const wall = new FakeClock(START);
  await using server = hook(wall, () => new Response("", { status: 500 }));
  const fault = await post("{}", { url: server.url, wall, stop: forever });
  assert.equal(fault, "it answered 500, 5 times");
  assert.deepEqual(seconds(server), [0, 1, 3, 7, 15]);
});

Deno.test("post() ends with the first try that arrives", async () => {
  const wall = new FakeClock(START);
  const failing = [500, 408];
  await using server = hook(
    wall,
    () => new Response("", { status: failing.shift() ?? 200 }),
  );
  assert.equal(
    await post("{}", { url: server.url, wall, stop: forever }),
    undefined,
  );
  assert.equal(server.got.length, 3);
});

Deno.test("post() waits as long as the server says, but not for ever", async () => {
  const wall = new FakeClock(START);
  const date = new Date(Date.parse(START) + 90_000).toUTCString();
  const waits = ["30", date, "1000000", "soon"];
  await using server = hook(wall, () => {
    const wait = waits.shift();
    return wait === undefined
      ? new Response()
      : new Response("", { status: 429, headers: { "Retry-After": wait } });
  });
  await post("{}", { url: server.url, wall, stop: forever });
  assert.deepEqual(seconds(server), [0, 30, 90, 210, 218]);
});

for (const status of [302, 400, 401, 404, 410]) {
  Deno.test(`post() gives up at once when the answer is ${status}`, async () => {
    const wall = new FakeClock(START);
    await using other = hook(wall);
    const headers = { Location: other.url };
    await using server = hook(
      wall,
      () => new Response(null, { status, headers }),
    );
    assert.equal(
      await post("{}", { url: server.url, wall, stop: forever }),
      `it answered ${status}`,
    );
    assert.equal(server.got.length, 1);
    assert.equal(other.got.length, 0);
  });
}

Deno.test("post() does not say the address when nobody listens", async () => {
  const wall = new FakeClock(START);
  const server = hook(wall);
  await server[Symbol.asyncDispose]();
  const fault = await post("{}", { url: server.url, wall, stop: forever });
  assert.equal(fault, "it cannot be reached, 5 times");
  assert.equal(wall.now(), Date.parse(START) + 15_000);
});

Deno.test("post() gives a slow server its time and no more", async () => {
  const wall = new FakeClock(START);
  const answer = Promise.withResolvers<Response>();
  await using server = hook(wall, () => answer.promise);
  const { url } = server;
  const fault = await post("{}", { url, wall, stop: forever, timeoutMs: 20 });
  assert.equal(fault, "no answer within 0.02 s, 5 times");
  answer.resolve(new Response());
});

Deno.test("post() ends when it is stopped, in a try and between two", async () => {
  const wall = new HandClock();
  const answer = Promise.withResolvers<Response>();
  const stop = new AbortController();
  await using server = hook(
    wall,
    (count) => count === 1 ? new Response("", { status: 503 }) : answer.promise,
  );
  const { url } = server;
  const between = post("{}", { url, wall, stop: stop.signal });
  await until(() => server.got.length === 1);
  stop.abort();
  assert.ok(await between);
  const later = new AbortController();
  const within = post("{}", { url, wall, stop: later.signal });
  await until(() => server.got.length === 2);
  later.abort();
  assert.ok(await within);
  answer.resolve(new Response());
});
