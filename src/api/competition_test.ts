import { strict as assert } from "node:assert";
import { competitionJson } from "./competition.ts";

Deno.test("competitionJson() has times in ISO 8601, null for those that are not set", () => {
  assert.deepEqual(
    competitionJson({
      name: "Autumn Cup",
      starts: Date.UTC(2026, 10, 23, 5),
      uploadsUntil: Date.UTC(2026, 10, 23, 4, 59),
      phase: "before",
    }),
    {
      name: "Autumn Cup",
      starts: "2026-11-23T05:00:00+00:00",
      ends: null,
      uploads_until: "2026-11-23T04:59:00+00:00",
      phase: "before",
    },
  );
});

Deno.test("competitionJson() is null without a competition", () => {
  assert.equal(competitionJson(undefined), null);
});
