import { strict as assert } from "node:assert";
import { feedState } from "./feed_state.ts";

const MINUTE = 60_000;

Deno.test("feedState() is healthy when nobody says otherwise", () => {
  assert.deepEqual(feedState(), { state: "healthy" });
  assert.deepEqual(feedState(undefined, 2 * MINUTE), { state: "healthy" });
});

Deno.test("feedState() sees itself that no minute comes", () => {
  assert.deepEqual(feedState(undefined, 3 * MINUTE), {
    state: "delayed",
    reason: "the last minute came 3 minutes ago",
  });
  assert.equal(feedState(undefined, 11 * MINUTE).state, "stale");
});

Deno.test("feedState() takes the worse of both, and the source's reason", () => {
  const stale = { state: "stale", reason: "rate_limited" } as const;
  assert.deepEqual(feedState(stale, 3 * MINUTE), stale);
  const delayed = { state: "delayed", reason: "server_error" } as const;
  assert.deepEqual(feedState(delayed, 11 * MINUTE), {
    state: "stale",
    reason: "server_error",
  });
});
