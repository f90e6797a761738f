import { strict as assert } from "node:assert";
import { Hono } from "hono";
import { addressOf, type ApiEnv } from "./env.ts";

const app = new Hono<ApiEnv>().get("/", (c) => c.text(addressOf(c)));

Deno.test("addressOf() is the address that came with the request", async () => {
  const answer = await app.request("/", {}, { address: "1.2.3.4" });
  assert.equal(await answer.text(), "1.2.3.4");
});

Deno.test("addressOf() is one and the same when nobody knows", async () => {
  assert.equal(await (await app.request("/")).text(), "unknown");
});
