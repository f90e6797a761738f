import { strict as assert } from "node:assert";
import { type Books, emptyBooks } from "../../domain/books.ts";
import { barsReach, dayAfter, hasEnded } from "./bars_reach.ts";

const NOON = Date.parse("2026-01-31T12:00:00Z");

function books(ended?: number): Books {
  const spec = { name: "Cup", ends: NOON + 60_000 };
  return {
    ...emptyBooks(),
    barsUpTo: NOON,
    competition: { spec, ...(ended !== undefined && { ended }) },
  };
}

Deno.test("barsReach() ends a day with bars and a valued minute of a later one", () => {
  const upTo = NOON + 1;
  const reach = (day?: string) => {
    const { endedUpTo, ...rest } = barsReach(books(), day);
    assert.deepEqual(rest, { upTo });
    return new Date(endedUpTo).toISOString().slice(0, 10);
  };
  assert.equal(reach(), "1970-01-01");
  assert.equal(reach("2026-01-30"), "2026-01-30");
  assert.equal(reach("2026-01-31"), "2026-01-31");
  // A team may be valued on a day whose bars have not come.
  assert.equal(reach("2026-02-01"), "2026-01-31");
  assert.deepEqual(barsReach(emptyBooks(), undefined), {
    endedUpTo: 0,
    upTo: 0,
  });
});

Deno.test("barsReach() ends the last day with the competition", () => {
  assert.ok(!hasEnded(books()));
  assert.ok(hasEnded(books(NOON)));
  for (const day of [undefined, "2026-01-30", "2026-01-31"]) {
    assert.equal(
      barsReach(books(NOON), day).endedUpTo,
      Date.parse("2026-02-01"),
    );
  }
});

Deno.test("dayAfter() knows the months", () => {
  assert.equal(dayAfter("2026-01-31"), "2026-02-01");
  assert.equal(dayAfter("2028-02-28"), "2028-02-29");
});
