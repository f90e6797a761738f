import { strict as assert } from "node:assert";
import { STREAMS } from "./activity.ts";
import { type Activity, fixture } from "./fixture_test.ts";
import { HEARTBEAT_MS } from "./stream.ts";

const BEGIN = "retry: 5000\n: connected\n\n";
const TIME = "2025-01-15T14:30:00+00:00";

Deno.test("GET /activity/recent keeps the newest and answers oldest first", async () => {
  const { get, activity } = fixture();
  fill(activity, 3);
  const answer = await get("/activity/recent?limit=2");
  assert.deepEqual(await answer.json(), {
    activity: [
      { timestamp: TIME, message: "entry 2" },
      { timestamp: TIME, message: "entry 3" },
    ],
  });
});

Deno.test("GET /activity/recent has 100 entries unless told, at most 500", async () => {
  const { get, activity } = fixture();
  fill(activity, 600);
  for (const [query, count] of [["", 100], ["?limit=500", 500]] as const) {
    const answer = await get(`/activity/recent${query}`);
    assert.equal((await answer.json()).activity.length, count);
  }
  const answer = await get("/activity/recent?limit=501");
  assert.equal(answer.status, 400);
  assert.equal(answer.headers.get("access-control-allow-origin"), "*");
  assert.deepEqual(await answer.json(), {
    detail: "Cannot read query: limit must be one whole number from 1 to 500",
  });
});

Deno.test("GET /activity/stream sends new entries with their ids, one data line each", async () => {
  const { get, activity } = fixture();
  fill(activity, 2);
  const answer = await get("/activity/stream");
  assert.equal(answer.status, 200);
  assert.match(answer.headers.get("content-type") ?? "", /^text\/event-stream/);
  assert.match(answer.headers.get("cache-control") ?? "", /no-transform/);
  assert.equal(answer.headers.get("access-control-allow-origin"), "*");
  assert.equal(answer.headers.get("x-request-id"), "request-1");
  const read = reading(answer);
  assert.equal(await read(), BEGIN);
  activity.add('two\nlines, "quoted"');
  assert.equal(
    await read(),
    `id: 3\ndata: {"timestamp":"${TIME}","message":"two\\nlines, \\"quoted\\""}\n\n`,
  );
});

Deno.test("GET /activity/stream resumes after Last-Event-ID without a gap", async () => {
  const { get, activity } = fixture();
  fill(activity, 5);
  const read = reading(await resume(get, "3"));
  activity.add("entry 6");
  assert.equal(await read(), BEGIN + frames(4, 5) + frames(6, 6));
});

Deno.test("GET /activity/stream sends nothing again when nothing was missed", async () => {
  const { get, activity } = fixture();
  fill(activity, 5);
  assert.equal(await reading(await resume(get, "5"))(), BEGIN);
});

Deno.test("GET /activity/stream says so when entries in between are gone", async () => {
  const { get, activity } = fixture();
  fill(activity, 600);
  const text = await reading(await resume(get, "42"))();
  assert.ok(text?.startsWith(`${BEGIN}: earlier entries are not kept\n\n`));
  assert.ok(text?.endsWith(frames(599, 600)));
  assert.equal(text?.match(/^id: /gm)?.length, 500);
  assert.ok(text?.includes("id: 101\n") && !text.includes("id: 100\n"));
});

Deno.test("GET /activity/stream sends all that is kept when the id is from before a restart", async () => {
  const { get, activity } = fixture();
  fill(activity, 2);
  assert.equal(
    await reading(await resume(get, "900"))(),
    BEGIN + frames(1, 2),
  );
});

Deno.test("GET /activity/stream takes an id that is none for no id", async () => {
  const { get, activity } = fixture();
  fill(activity, 2);
  for (const id of ["-1", "1.5", "one", "9".repeat(400)]) {
    assert.equal(await reading(await resume(get, id))(), BEGIN);
  }
});

Deno.test("GET /activity/stream has a heartbeat", async () => {
  const { get, clock } = fixture();
  const read = reading(await get("/activity/stream"));
  await read();
  const next = read();
  await clock.advance(HEARTBEAT_MS);
  assert.equal(await next, ": heartbeat\n\n");
});

Deno.test("GET /activity/stream is bounded for each address", async () => {
  const { get } = fixture();
  const open: Response[] = [];
  for (let i = 0; i < STREAMS.perAddress; i++) {
    open.push(await get("/activity/stream"));
  }
  const refused = await get("/activity/stream");
  assert.equal(refused.status, 429);
  assert.equal(refused.headers.get("retry-after"), "5");
  assert.deepEqual(await refused.json(), {
    detail: "Too many streams: at most 20 from one address",
  });
  const address = "5.6.7.8";
  assert.equal((await get("/activity/stream", { address })).status, 200);
  await open[0]?.body?.cancel();
  assert.equal((await get("/activity/stream")).status, 200);
});

Deno.test("GET /activity/stream is bounded in all", async () => {
  const { get } = fixture();
  for (let i = 0; i < STREAMS.total; i++) {
    const address = `10.0.0.${i % 50}`;
    const { status } = await get("/activity/stream", { address });
    assert.equal(status, 200);
  }
  const refused = await get("/activity/stream", { address: "5.6.7.8" });
  assert.equal(refused.status, 503);
  assert.deepEqual(await refused.json(), {
    detail: "All 200 streams are taken",
  });
});

Deno.test("HEAD /activity/stream opens nothing", async () => {
  const { get, activity } = fixture();
  for (let i = 0; i < 30; i++) {
    const { status } = await get("/activity/stream", { method: "HEAD" });
    assert.equal(status, 200);
  }
  assert.equal(activity.listeners.size, 0);
});

Deno.test("GET /activity/stream ends and lets go when the server stops", async () => {
  const { get, activity, stop } = fixture();
  const read = reading(await get("/activity/stream"));
  await read();
  assert.equal(activity.listeners.size, 1);
  stop.abort();
  assert.equal(await read(), undefined);
  assert.equal(activity.listeners.size, 0);
});

function fill(activity: Activity, count: number): void {
  for (let i = 1; i <= count; i++) activity.add(`entry ${i}`);
}

function frames(from: number, to: number): string {
  let text = "";
  for (let id = from; id <= to; id++) {
    text += `id: ${id}\ndata: {"timestamp":"${TIME}",` +
      `"message":"entry ${id}"}\n\n`;
  }
  return text;
}

function resume(
  get: ReturnType<typeof fixture>["get"],
  lastEventId: string,
): Promise<Response> {
  return get("/activity/stream", { headers: { "Last-Event-ID": lastEventId } });
}

function reading(answer: Response): () => Promise<string | undefined> {
  assert.ok(answer.body);
  const reader = answer.body.getReader();
  return async () => {
    const { value } = await reader.read();
    return value && new TextDecoder().decode(value);
  };
}
