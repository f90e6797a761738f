import { strict as assert } from "node:assert";
import { answerInstead, ELSEWHERE, spoil } from "./answer_faults.ts";
import { testWorld } from "./fixture_test.ts";

const PLACE = { path: "/v2/stocks/bars", method: "GET" };
const URL_ASKED = new URL("http://127.0.0.1:80/v2/stocks/bars?symbols=AAPL");
const { signal } = new AbortController();

function answer(): Response {
  return Response.json({ bars: { AAPL: [1, 2, 3] } });
}

Deno.test("answerInstead() gives HTML with 502, or another host with 307", async () => {
  const { world } = testWorld("2026-11-20T14:30:00Z");
  assert.equal(answerInstead(world, PLACE, URL_ASKED), undefined);
  world.faults.set({ name: "html_502", count: 1 });
  const html = answerInstead(world, PLACE, URL_ASKED);
  assert.equal(html?.status, 502);
  assert.equal(html?.headers.get("content-type"), "text/html");
  assert.match(await html?.text() ?? "", /<html>/);
  world.faults.set({ name: "redirect", count: 2 });
  const redirect = answerInstead(world, PLACE, URL_ASKED);
  assert.equal(redirect?.status, 307);
  assert.equal(
    redirect?.headers.get("location"),
    `http://localhost:${URL_ASKED.port}${ELSEWHERE}`,
  );
  const other = answerInstead(world, PLACE, new URL("http://localhost:81/"));
  assert.match(other?.headers.get("location") ?? "", /^http:\/\/127.0.0.1:81/);
});

Deno.test("spoil() empties, cuts and compresses answers", async () => {
  const { world } = testWorld("2026-11-20T14:30:00Z");
  const spoilt = () => spoil(world, PLACE, answer(), signal);
  assert.deepEqual(await (await spoilt()).json(), await answer().json());
  world.faults.set({ name: "empty_body", count: 1 });
  const empty = await spoilt();
  assert.equal(empty.status, 200);
  assert.equal(await empty.text(), "");
  world.faults.set({ name: "json_truncated", count: 1 });
  assert.equal(await (await spoilt()).text(), '{"bars":{"AA');
  world.faults.set({ name: "gzip", count: 1 });
  const packed = await spoilt();
  assert.equal(packed.headers.get("content-encoding"), "gzip");
  assert(packed.body);
  const plain = packed.body.pipeThrough(new DecompressionStream("gzip"));
  assert.deepEqual(
    await new Response(plain).json(),
    await answer().json(),
  );
});

Deno.test("spoil() lets an answer drip, and ends it when it is stopped", async () => {
  const { world, clock } = testWorld("2026-11-20T14:30:00Z");
  world.faults.set({ name: "slow_body", value: 20_000 });
  const slow = await spoil(world, PLACE, answer(), signal);
  let text: string | undefined;
  const read = slow.text().then((whole) => text = whole);
  for (let n = 0; n < 9; n++) await clock.advance(1_000);
  assert.equal(text, undefined);
  for (let n = 0; n < 20; n++) await clock.advance(1_000);
  await read;
  assert.deepEqual(JSON.parse(text ?? ""), await answer().json());
  const stop = new AbortController();
  const cut = await spoil(world, PLACE, answer(), stop.signal);
  const rest = cut.text();
  stop.abort();
  assert.equal(await rest, "");
});
