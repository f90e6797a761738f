import { strict as assert } from "node:assert";
import { quarantine } from "./quarantine.ts";

Deno.test("quarantine() keeps out for 2, 4, 8 … 64 minutes after three bad ones", () => {
  const out = quarantine();
  const pauses: number[] = [];
  let minute = 0;
  for (let run = 0; run < 10; run++) {
    out.note("a", minute, true);
    minute += 60_000;
    const left = out.minutesLeft("a", minute);
    pauses.push(left);
    minute += left * 60_000;
    assert.equal(out.minutesLeft("a", minute), 0);
  }
  assert.deepEqual(pauses, [0, 0, 2, 4, 8, 16, 32, 64, 64, 64]);
  assert.equal(out.minutesLeft("b", minute), 0);
});

Deno.test("quarantine() forgets after a good minute and after new code", () => {
  const out = quarantine();
  for (const isBad of [true, true, false, true, true]) out.note("a", 0, isBad);
  assert.equal(out.minutesLeft("a", 60_000), 0);
  out.note("a", 0, true);
  assert.equal(out.minutesLeft("a", 60_000), 2);
  out.clear("a");
  assert.equal(out.minutesLeft("a", 60_000), 0);
});
