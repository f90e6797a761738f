import { strict as assert } from "node:assert";
import { Hono } from "hono";
import type { ApiEnv } from "./env.ts";
import { readOnlyGate } from "./read_only.ts";

const DETAIL = "This server is read-only: it shows data that is there and " +
  "changes nothing; ask the server that runs the competition";

Deno.test("readOnlyGate answers 503 to what could change something, wherever it goes", async () => {
  let changes = 0;
  const app = new Hono<ApiEnv>().use(readOnlyGate)
    .all("/there", (c) => c.json({ changes: ++changes }));
  for (const path of ["/there", "/nowhere"]) {
    for (const method of ["POST", "PUT", "PATCH", "DELETE", "QUERY"]) {
      const answer = await app.request(path, { method });
      assert.equal(answer.status, 503, `${method} ${path}`);
      assert.deepEqual(await answer.json(), { detail: DETAIL });
    }
  }
  assert.equal(changes, 0);
});

Deno.test("readOnlyGate lets through what only reads", async () => {
  const app = new Hono<ApiEnv>().use(readOnlyGate)
    .all("/there", (c) => c.text("seen"));
  for (const method of ["GET", "HEAD", "OPTIONS"]) {
    const answer = await app.request("/there", { method });
    assert.equal(answer.status, 200, method);
  }
});
