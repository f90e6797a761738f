import { strict as assert } from "node:assert";
import { emptyBooks } from "../domain/books.ts";
import { sampleDividend, sampleSplit } from "../testing/actions.ts";
import { fakeActions } from "../testing/fake_actions.ts";
import { askActions, inTime, unbooked } from "./ask_actions.ts";

const QUESTION = {
  ...{ symbols: ["AAPL"], from: "2013-10-01", upTo: "2013-10-07" },
};

Deno.test("askActions() answers with what is found, or with what went wrong", async () => {
  const found = [sampleSplit(4, 1)];
  assert.deepEqual(await askActions(fakeActions(found), QUESTION), {
    ...QUESTION,
    found,
  });
  const down = await askActions(fakeActions([], () => true), QUESTION);
  assert.ok("failure" in down.found);
  assert.match(String(down.found.failure), /it is down/);
});

Deno.test("inTime() returns an answer, or nothing when the waiting ends first", async () => {
  const waiting = new AbortController();
  assert.equal(await inTime(Promise.resolve(1), waiting.signal), 1);
  let answer: (value: number) => void = () => {};
  const late = new Promise<number>((resolve) => answer = resolve);
  const first = inTime(late, waiting.signal);
  waiting.abort();
  assert.equal(await first, undefined);
  answer(2);
  assert.equal(await inTime(late), 2);
});

Deno.test("unbooked() leaves out what is booked under any id, and keeps what differs", () => {
  const books = emptyBooks();
  books.actions.set("a", sampleSplit(4, 1, { id: "a" }));
  const found = [
    sampleDividend(2, { id: "d" }),
    sampleDividend(1, { id: "c" }),
    sampleDividend(1, { id: "e" }),
    sampleSplit(4, 1, { id: "b" }),
    sampleSplit(9, 1, { id: "a" }),
    sampleSplit(2, 1, { id: "z", exDate: "2013-10-04" }),
  ];
  const ids = unbooked(books, found).map(({ id }) => id);
  assert.deepEqual(ids, ["z", "c", "d"]);
});
