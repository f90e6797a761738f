import { strict as assert } from "node:assert";
import { emptyBooks } from "../domain/books.ts";
import {
  fold,
  joins,
  minuteAt,
  openBooks,
  opens,
  values,
} from "../testing/events.ts";
import { paceOf, progressLine } from "./progress.ts";

Deno.test("progressLine() tells market time, minutes, pace and who leads", () => {
  const books = fold([
    ...joins("beta"),
    opens(0),
    values(0, { alpha: 10_000.126, beta: 10_000 }),
    { kind: "closed", minute: minuteAt(0) },
  ], openBooks(10_000.126));
  const pace = paceOf(1_000);
  const closed = { kind: "closed", minute: 0 } as const;
  pace.take([opens(0), closed]);
  for (let n = 1; n < 60; n++) pace.take([closed]);
  assert.equal(
    progressLine({ books }, pace, 3_000),
    "2013-10-07 13:30 UTC, 60 minutes, 30 a second, alpha leads with 10000.13",
  );
});

Deno.test("progressLine() has something to say before the first minute", () => {
  const line = progressLine({ books: emptyBooks() }, paceOf(5), 5);
  assert.match(line, /, 0 minutes, 0 a second$/);
  assert.doesNotMatch(line, /NaN|Infinity|undefined/);
});
