import { strict as assert } from "node:assert";
import { emptyBooks } from "../../domain/books.ts";
import type { Head } from "../../ports/ledger.ts";
import { GENESIS } from "./chain.ts";
import { played } from "./fixture_test.ts";
import { replay } from "./replay.ts";

const { database, head, books } = played();
const rows = () =>
  database.prepare("select seq, body, hash from events order by seq").all();

Deno.test("replay() gives the books and tells of every event with the head after it", () => {
  const again = emptyBooks();
  const heads: Head[] = [];
  replay(rows(), {
    books: again,
    seq: 0,
    hash: GENESIS,
    onApplied: (_, after) => heads.push(after),
  });
  assert.deepEqual(again, books);
  assert.deepEqual(heads.at(-1), head);
  assert.deepEqual(
    heads.map(({ length }) => length),
    [
      ...Array(head.length).keys(),
    ].map((i) => i + 1),
  );
});

Deno.test("replay() goes on where it ended before", () => {
  const again = emptyBooks();
  const all = rows();
  let at = { seq: 0, hash: GENESIS };
  for (const row of all) {
    replay([row], { books: again, ...at });
    at = { seq: Number(row.seq), hash: row.hash as Uint8Array };
  }
  assert.deepEqual(again, books);
});

Deno.test("replay() refuses a row that is missing, changed or moved, by its number", () => {
  const all = rows();
  const refused = (changed: readonly Record<string, unknown>[], n: number) =>
    assert.throws(
      () => replay(changed, { books: emptyBooks(), seq: 0, hash: GENESIS }),
      {
        code: "conflict",
        message: `Cannot use the ledger: event ${n} does not fit the chain; ` +
          "qtc verify says more",
      },
    );
  for (const [i, row] of all.entries()) {
    if (i < all.length - 1) refused(all.toSpliced(i, 1), i + 1);
    refused(all.with(i, { ...row, body: `${row.body} ` }), i + 1);
    refused(all.with(i, { ...row, hash: GENESIS }), i + 1);
  }
});
