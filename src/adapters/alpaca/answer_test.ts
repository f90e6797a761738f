import { strict as assert } from "node:assert";
import { reasonOf } from "./alpaca_error.ts";
import { readAnswer, readRefusal } from "./answer.ts";

const WHAT = "stock bars";

async function fault(answer: Response, maxBytes = 1_000): Promise<string> {
  try {
    await readAnswer(answer, WHAT, maxBytes);
    return "none";
  } catch (error) {
    return reasonOf(error);
  }
}

Deno.test("readAnswer() reads JSON, also in pieces that cut a letter", async () => {
  const bytes = new TextEncoder().encode('{"name":"Zürich"}');
  const cut = bytes.indexOf(0xc3) + 1;
  const body = ReadableStream.from([bytes.slice(0, cut), bytes.slice(cut)]);
  assert.deepEqual(await readAnswer(new Response(body), WHAT, 100), {
    name: "Zürich",
  });
});

Deno.test("readAnswer() names pages, half answers and empty ones not_json", async () => {
  for (const text of ["<html>Bad gateway</html>", '{"bars":{"AAPL":[', ""]) {
    assert.equal(await fault(new Response(text)), "not_json", text);
  }
  assert.equal(await fault(new Response(null)), "not_json");
});

Deno.test("readAnswer() stops reading at the limit", async () => {
  let sent = 0;
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      sent++;
      controller.enqueue(new Uint8Array(100).fill(32));
    },
  });
  assert.equal(await fault(new Response(body), 1_000), "too_large");
  assert.ok(sent < 20, `${sent} pieces`);
});

Deno.test("readRefusal() names each status", async () => {
  const reasons = new Map<number, string>([
    [301, "redirect"],
    [400, "refused"],
    [401, "bad_keys"],
    [403, "bad_keys"],
    [404, "not_found"],
    [408, "server_error"],
    [422, "refused"],
    [425, "server_error"],
    [429, "rate_limited"],
    [500, "server_error"],
    [504, "server_error"],
  ]);
  for (const [status, reason] of reasons) {
    const facts = await readRefusal(new Response("", { status }), WHAT);
    assert.equal(facts.reason, reason);
    assert.equal(facts.status, status);
  }
});

Deno.test("readRefusal() reads Alpaca's code and words, and what a subscription lacks", async () => {
  const answer = Response.json({
    code: 42210000,
    message: "subscription does not permit querying recent SIP data",
  }, { status: 403 });
  assert.deepEqual(await readRefusal(answer, WHAT), {
    what: WHAT,
    reason: "sip_not_permitted",
    status: 403,
    code: 42210000,
    said: "subscription does not permit querying recent SIP data",
  });
  const page = new Response("<html>subscription</html>", { status: 403 });
  assert.equal((await readRefusal(page, WHAT)).reason, "bad_keys");
});
