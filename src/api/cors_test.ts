import { strict as assert } from "node:assert";
import { Hono } from "hono";
import { anyOrigin } from "./cors.ts";
import type { ApiEnv } from "./env.ts";

const app = new Hono<ApiEnv>()
  .get("/open", anyOrigin, (c) => c.text("ok"))
  .get("/broken", anyOrigin, () => {
    throw new Error("broken");
  })
  .get("/closed", (c) => c.text("ok"))
  .onError((_, c) => c.text("failed", 500));

Deno.test("anyOrigin() lets any origin read the answer and its request id", async () => {
  const { headers } = await app.request("/open");
  assert.equal(headers.get("access-control-allow-origin"), "*");
  assert.match(
    headers.get("access-control-expose-headers") ?? "",
    /X-Request-Id/,
  );
});

Deno.test("anyOrigin() holds for errors too", async () => {
  const { status, headers } = await app.request("/broken");
  assert.equal(status, 500);
  assert.equal(headers.get("access-control-allow-origin"), "*");
});

Deno.test("anyOrigin() leaves other routes closed", async () => {
  const { headers } = await app.request("/closed");
  assert.equal(headers.get("access-control-allow-origin"), null);
});
