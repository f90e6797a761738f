import { strict as assert } from "node:assert";
import { handClock } from "./fixture_test.ts";
import { JOURNAL_MAX, openJournal } from "./journal.ts";

Deno.test("openJournal() numbers what happens, with the fake's time", async () => {
  const clock = handClock("2026-11-20T14:30:00Z");
  const journal = openJournal(clock);
  journal.add("request", { path: "/v2/clock" });
  await clock.advance(1_500);
  journal.add("answer", { status: 200 });
  assert.deepEqual(journal.entries(), [
    {
      seq: 1,
      at: "2026-11-20T14:30:00.000Z",
      kind: "request",
      detail: { path: "/v2/clock" },
    },
    {
      seq: 2,
      at: "2026-11-20T14:30:01.500Z",
      kind: "answer",
      detail: { status: 200 },
    },
  ]);
  assert.deepEqual(journal.entries(1).map(({ seq }) => seq), [2]);
  journal.clear();
  journal.add("answer", {});
  assert.deepEqual(journal.entries().map(({ seq }) => seq), [3]);
});

Deno.test("openJournal() keeps the newest entries and no more", () => {
  const journal = openJournal(handClock("2026-11-20T14:30:00Z"));
  for (let n = 0; n < 2 * JOURNAL_MAX + 7; n++) journal.add("request", n);
  const kept = journal.entries();
  assert.equal(kept.length, JOURNAL_MAX);
  assert.equal(kept[0]?.seq, JOURNAL_MAX + 8);
  assert.equal(kept.at(-1)?.seq, 2 * JOURNAL_MAX + 7);
});
