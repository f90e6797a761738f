import { strict as assert } from "node:assert";
import { emptyBooks } from "../domain/books.ts";
import { minuteAt } from "../testing/events.ts";
import { marketDataOf } from "./market_data_reader.ts";

Deno.test("marketDataOf() publishes up to the last minute that ended, or to the one before the first", () => {
  const source = { books: emptyBooks() };
  const reader = marketDataOf(source, () => Promise.resolve({ kind: "busy" }));
  const { books } = source;
  const minute = minuteAt(5);
  assert.equal(reader.published(), undefined);
  books.barsUpTo = minute - 60_000;
  assert.equal(reader.published(), minute - 60_000);
  // The first minute has begun: its bars are stored, its strategies have not run.
  books.barsUpTo = minute;
  books.open = { minute, after: minute - 60_000, phase: "opened", runs: [] };
  assert.equal(reader.published(), minute - 60_000);
  delete books.open;
  books.lastMinute = minute;
  assert.equal(reader.published(), minute);
  books.barsUpTo = minute + 60_000;
  books.open = {
    minute: minute + 60_000,
    after: minute,
    phase: "ran",
    runs: [],
  };
  assert.equal(reader.published(), minute);
  source.books = emptyBooks();
  assert.equal(reader.published(), undefined);
});

Deno.test("marketDataOf() answers what came late as soon as it is there, but for an open minute", () => {
  const { books } = { books: emptyBooks() };
  const reader = marketDataOf(
    { books },
    () => Promise.resolve({ kind: "busy" }),
  );
  const minute = minuteAt(5);
  books.barsUpTo = minute;
  books.lastMinute = minute;
  // Whatever is added now is for this minute, also when none comes any more.
  assert.equal(reader.known(), minute + 60_000);
  books.open = {
    ...{ minute: minute + 60_000, after: minute },
    ...{ phase: "opened", runs: [] },
  };
  books.barsUpTo = minute + 60_000;
  assert.equal(reader.known(), minute + 60_000);
});
