import { strict as assert } from "node:assert";
import { afterRun, minutesOut, type Quarantine } from "./quarantine.ts";
import type { RunOutcome } from "./run.ts";

/** What happens to a team that would hang whenever it is called, minute by minute. */
function hangs(minutes: number): string {
  let quarantine: Quarantine | undefined;
  let story = "";
  for (let n = 0; n < minutes; n++) {
    const minute = n * 60_000;
    const isOut = minutesOut(quarantine, minute) > 0;
    quarantine = afterRun(
      quarantine,
      minute,
      isOut ? "quarantined" : "timeout",
    );
    story += isOut ? "." : "T";
  }
  return story;
}

Deno.test("afterRun() puts a team out for 2, 4, 8 … minutes from the third strike on", () => {
  assert.equal(hangs(22), "TTT..T....T........T..");
});

Deno.test("afterRun() puts nobody out for more than 64 minutes", () => {
  const longest = Math.max(
    ...hangs(1_000).split("T").map(({ length }) => length),
  );
  assert.equal(longest, 64);
});

Deno.test("afterRun() forgives after a run that ended by itself, and not after none", () => {
  const twice = { strikes: 2, until: 60_000 };
  for (const outcome of ["ok", "error"] as const) {
    assert.equal(afterRun(twice, 60_000, outcome), undefined);
  }
  const none: RunOutcome[] = [
    "load_error",
    "skipped_budget",
    "skipped_spawn",
    "quarantined",
  ];
  for (const outcome of none) {
    assert.deepEqual(afterRun(twice, 60_000, outcome), twice);
    assert.equal(afterRun(undefined, 60_000, outcome), undefined);
  }
  for (const outcome of ["timeout", "memory", "crashed"] as const) {
    assert.equal(afterRun(twice, 60_000, outcome)?.strikes, 3);
  }
});

Deno.test("minutesOut() counts this minute, and is 0 for who may run", () => {
  const out = afterRun({ strikes: 2, until: 0 }, 0, "memory");
  assert.deepEqual(
    [1, 2, 3, 4].map((n) => minutesOut(out, n * 60_000)),
    [2, 1, 0, 0],
  );
  assert.equal(minutesOut(undefined, 5), 0);
});
