import { strict as assert } from "node:assert";
import { Hono } from "hono";
import { z } from "zod";
import { errorCode, errorText } from "../domain/error.ts";
import { validate, wholeNumber } from "./validate.ts";

const app = new Hono().get(
  "/",
  validate("query", z.object({ limit: wholeNumber("limit", 1, 500, 100) })),
  (c) => c.json(c.req.valid("query")),
).onError((error, c) => c.json([errorCode(error), errorText(error)], 400));

Deno.test("wholeNumber() takes its bounds and everything between", async () => {
  for (const limit of [1, 42, 500]) {
    assert.deepEqual(await get(`/?limit=${limit}`), { limit });
  }
});

Deno.test("wholeNumber() takes its default when the parameter is absent", async () => {
  assert.deepEqual(await get("/"), { limit: 100 });
});

Deno.test("wholeNumber() says what is right when the value is not", async () => {
  const values = ["", "0", "501", "-1", "1.5", "1e2", "0x10", "%201", "ten"];
  values.push("9".repeat(400), "1&limit=2");
  for (const value of values) {
    assert.deepEqual(await get(`/?limit=${value}`), [
      "invalid",
      "Cannot read query: limit must be one whole number from 1 to 500",
    ], value);
  }
});

async function get(path: string): Promise<unknown> {
  return await (await app.request(path)).json();
}
