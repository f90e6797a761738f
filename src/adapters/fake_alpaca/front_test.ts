import { strict as assert } from "node:assert";
import { openFront } from "./front.ts";

const LOCAL = { host: "127.0.0.1", port: 0 };

Deno.test("openFront() passes requests and answers on, also large ones", async () => {
  const front = openFront(LOCAL, async (request) => {
    const text = await request.text();
    return new Response(text + text);
  });
  const url = `http://127.0.0.1:${front.port}/`;
  for (const length of [0, 10, 500_000]) {
    const body = "x".repeat(length);
    const response = await fetch(url, { method: "POST", body });
    assert.equal((await response.text()).length, 2 * length);
  }
  await front.close();
});

Deno.test("cut() ends a connection before its answer", async () => {
  let requests = 0;
  let isOver = false;
  const front = openFront(LOCAL, (_, connection) => {
    requests++;
    if (!isOver) front.cut(connection);
    front.cut(-1);
    return new Response("answer");
  });
  const url = `http://127.0.0.1:${front.port}/`;
  await assert.rejects(fetch(url, { method: "POST", body: "x" }), TypeError);
  // Some versions of Deno send a request again by themselves.
  assert.ok(requests === 1 || requests === 2, `${requests}`);
  isOver = true;
  assert.equal(await (await fetch(url)).text(), "answer");
  await front.close();
});

Deno.test("halve() ends a connection within its answer", async () => {
  let requests = 0;
  const front = openFront(LOCAL, (_, connection) => {
    requests++;
    front.halve(connection);
    return new Response("a long answer");
  });
  const response = await fetch(`http://127.0.0.1:${front.port}/`);
  assert.equal(response.status, 200);
  await assert.rejects(response.text());
  assert.equal(requests, 1);
  await front.close();
});

Deno.test("openFront() refuses an address that another one has", async () => {
  const front = openFront(LOCAL, () => new Response(""));
  assert.throws(
    () => openFront({ ...LOCAL, port: front.port }, () => new Response("")),
    { code: "unavailable", message: /another program is using it/ },
  );
  await front.close();
});
