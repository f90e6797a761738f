import { strict as assert } from "node:assert";
import {
  copyFileSync,
  existsSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import type { LedgerEvent } from "../../domain/event.ts";
import type { Head } from "../../ports/ledger.ts";
import { competition } from "../../testing/competition.ts";
import { type OpenLedger, openLedger } from "./data_folder.ts";
import { digest, withFolder } from "./fixture_test.ts";
import { openReadOnly } from "./read_only.ts";

const { batches, books } = competition({ seed: 3, minutes: 7, digest });
const HALF = Math.floor(batches.length / 2);

Deno.test("openReadOnly() gives identity, books and answers of a ledger that was closed, without a trace", () => {
  withFolder((folder) => {
    const ledger = openLedger(folder);
    const head = play(ledger, 0, batches.length);
    const newest = ledger.reader.last(9);
    ledger.close();
    const shown = openReadOnly(folder, head);
    assert.deepEqual(shown.identity, books.identity);
    assert.deepEqual(shown.books, books);
    assert.deepEqual(shown.head, head);
    assert.deepEqual(shown.reader.last(9), newest);
    assert.equal(shown.follow(() => assert.fail("nothing is new")), true);
    assert.deepEqual(readdirSync(folder), ["ledger.sqlite"]);
  });
});

Deno.test("follow() applies what a writer appends, event by event, whether its log is there or came later", () => {
  for (const isThere of [true, false]) {
    withFolder((folder) => {
      let writer = openLedger(folder);
      let head = play(writer, 0, HALF);
      if (!isThere) writer.close();
      const shown = openReadOnly(folder, undefined);
      assert.deepEqual(shown.head, head);
      if (!isThere) writer = openLedger(folder);
      const seen: LedgerEvent[] = [];
      for (let i = HALF; i < batches.length; i++) {
        head = play(writer, i, i + 1);
        const ahead = shown.head.length;
        assert.equal(
          shown.follow((event, after) => {
            seen.push(event);
            assert.deepEqual(shown.head, after);
          }),
          true,
        );
        assert.ok(shown.head.length > ahead);
        assert.deepEqual(shown.head, head);
        assert.equal(shown.reader.last(1)[0]?.seq, head.length);
      }
      assert.deepEqual(shown.books, books);
      assert.deepEqual(
        seen,
        batches.slice(HALF).flatMap(({ events }) => events),
      );
      writer.close();
      assert.equal(shown.follow(() => assert.fail("nothing is new")), true);
      assert.deepEqual(readdirSync(folder), ["ledger.sqlite"]);
    });
  }
});

Deno.test("follow() says so when another or a shorter ledger is in its place", () => {
  withFolder((folder) => {
    const path = join(folder, "ledger.sqlite");
    const ledger = openLedger(folder);
    play(ledger, 0, HALF);
    ledger.close();
    copyFileSync(path, join(folder, "shorter"));
    const more = openLedger(folder);
    play(more, HALF, batches.length);
    more.close();
    const shown = openReadOnly(folder, undefined);
    renameSync(join(folder, "shorter"), path);
    assert.equal(shown.follow(() => assert.fail("not of this one")), false);
    assert.equal(openReadOnly(folder, undefined).follow(() => {}), true);
    rmSync(path);
    assert.throws(() => shown.follow(() => {}), { code: "unavailable" });
    assert.equal(existsSync(path), false);
  });
});

Deno.test("openReadOnly() refuses a folder without a competition, and one that does not fit what was published", () => {
  withFolder((folder) => {
    const refused = (code: string, message: RegExp, published?: Head): void =>
      assert.throws(() => openReadOnly(folder, published), { code, message });
    refused(
      "not_found",
      /it has no ledger\.sqlite; name one in which .*begin one with qtc --data-dir "/,
    );
    const head = { length: 3, hash: "ab".repeat(32) };
    refused("conflict", /its ledger\.sqlite is gone/, head);
    openLedger(folder).close();
    refused("not_found", /its ledger\.sqlite is still empty; name one/);
    const ledger = openLedger(folder);
    play(ledger, 0, 3);
    ledger.close();
    refused("conflict", /is another than the one/, head);
  });
});

Deno.test("openReadOnly() says what to do with a log that came without its index", () => {
  withFolder((folder) => {
    const writer = openLedger(folder);
    play(writer, 0, 3);
    withFolder((copy) => {
      for (const name of ["ledger.sqlite", "ledger.sqlite-wal"]) {
        copyFileSync(join(folder, name), join(copy, name));
      }
      assert.throws(() => openReadOnly(copy, undefined), {
        code: "unavailable",
        message: /came without ledger\.sqlite-shm; copy that file as well/,
      });
      assert.equal(readdirSync(copy).length, 2);
      writeFileSync(join(copy, "ledger.sqlite-shm"), "");
      assert.ok(openReadOnly(copy, undefined).head.length > 0);
    });
    writer.close();
  });
});

/** Commits some of the batches. */
function play(ledger: OpenLedger, from: number, to: number): Head {
  let head: Head | undefined;
  for (const batch of batches.slice(from, to)) head = ledger.commit(batch);
  assert.ok(head);
  return head;
}
