import { strict as assert } from "node:assert";
import { refusal } from "./refusal.ts";

Deno.test("refusal() has code, message and what else it says", async () => {
  const response = refusal(403, 40310000, "no", { available: "1" });
  assert.equal(response.status, 403);
  assert.deepEqual(await response.json(), {
    code: 40310000,
    message: "no",
    available: "1",
  });
});
