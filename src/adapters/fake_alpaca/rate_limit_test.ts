import { strict as assert } from "node:assert";
import { handClock } from "./fixture_test.ts";
import { tokenBucket } from "./rate_limit.ts";

Deno.test("tokenBucket() takes two hundred at once, then one each 300 ms", async () => {
  const clock = handClock("2026-11-20T14:30:00Z");
  const bucket = tokenBucket(clock);
  const first = bucket.take();
  assert.deepEqual(first, {
    allowed: true,
    headers: {
      "X-RateLimit-Limit": "200",
      "X-RateLimit-Remaining": "199",
      "X-RateLimit-Reset": String(clock.now() / 1_000),
    },
  });
  for (let n = 1; n < 200; n++) assert(bucket.take().allowed);
  const refused = bucket.take();
  assert.equal(refused.allowed, false);
  assert.equal(refused.headers["X-RateLimit-Remaining"], "0");
  assert.equal(
    refused.headers["X-RateLimit-Reset"],
    String(clock.now() / 1_000 + 1),
  );
  await clock.advance(299);
  assert.equal(bucket.take().allowed, false);
  await clock.advance(1);
  assert(bucket.take().allowed);
  assert.equal(bucket.take().allowed, false);
});

Deno.test("tokenBucket() never lets more through than its rate", async () => {
  const clock = handClock("2026-11-20T14:30:00Z");
  const bucket = tokenBucket(clock, 60);
  let allowed = 0;
  for (let n = 0; n < 1_000; n++) {
    await clock.advance(120);
    if (bucket.take().allowed) allowed++;
  }
  // Two minutes: the full bucket and 120 more, but for what came while it was full.
  assert.equal(allowed, 179);
});
