import { strict as assert } from "node:assert";
import { eventsOf, live, midnightCup, weekendCup, withLedger } from "./cup.ts";

for (const cup of [midnightCup(), weekendCup()]) {
  for (const when of ["before", "after"] as const) {
    Deno.test(`a process that dies ${when} any durable write of the ${cup.spec.name} ends with the head of one that lives`, async () => {
      const whole = await withLedger((path) => live(path, cup));
      assert.equal(whole.result, "competition over");
      // The last minute and all that comes after it; before that now and then.
      const last = whole.writes - 8;
      for (let write = 1; write <= whole.writes; write++) {
        if (write < last && write % 6 !== 0) continue;
        await withLedger(async (path) => {
          const first = await live(path, cup, { write, when });
          assert.equal(first.result, "died", `write ${write}`);
          const { engine, result } = await live(path, cup);
          assert.equal(result, "competition over");
          assert.deepEqual(engine.head, whole.engine.head, `write ${write}`);
          const events = eventsOf(path);
          const ends = events.filter(({ kind }) => kind === "ended");
          assert.equal(ends.length, 1);
        });
      }
    });
  }
}
