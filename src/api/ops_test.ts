import { strict as assert } from "node:assert";
import { opsRoutes } from "./ops.ts";

Deno.test("GET /healthz is ok", async () => {
  const answer = await opsRoutes().request("/healthz");
  assert.equal(answer.status, 200);
  assert.deepEqual(await answer.json(), { status: "ok" });
});
