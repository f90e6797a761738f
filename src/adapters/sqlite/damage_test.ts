import { strict as assert } from "node:assert";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { QtcError } from "../../domain/error.ts";
import { random } from "../../domain/random.ts";
import { competition } from "../../testing/competition.ts";
import { copyLedger } from "./backup.ts";
import { guarded, orDamaged } from "./damage.ts";
import { openLedger, readIdentity, verifyFolder } from "./data_folder.ts";
import { digest, withFolder } from "./fixture_test.ts";
import { openReadOnly } from "./read_only.ts";
import { openSource } from "./source.ts";

const PLACES = 60;
const DAMAGE = new Uint8Array(3_000).fill(0xff);

Deno.test("orDamaged() says what is damaged, what is the system's, and leaves our own errors", () => {
  assert.equal(orDamaged("L", () => 3), 3);
  const thrown = (error: Error) => () =>
    orDamaged("L", () => {
      throw error;
    });
  const sqlite = (errcode: number) =>
    Object.assign(new Error("words of SQLite"), { errcode });
  // SQLITE_CORRUPT_INDEX and SQLITE_BUSY_SNAPSHOT.
  assert.throws(thrown(sqlite(779)), {
    code: "unavailable",
    message: 'Cannot read ledger "L": it is damaged (words of SQLite); qtc ' +
      "verify says more, restore the last backup",
  });
  assert.throws(thrown(sqlite(517)), {
    code: "unavailable",
    message: 'Cannot read ledger "L": words of SQLite',
  });
  assert.throws(
    thrown(new SyntaxError("no JSON")),
    /it is damaged \(no JSON\)/,
  );
  const own = new QtcError("conflict", "Cannot x");
  assert.throws(thrown(own), own);
});

Deno.test("guarded() hands on what a method is given and returns", () => {
  const { add, fail } = guarded("L", {
    add: (a: number, b: number) => a + b,
    fail: () => JSON.parse("{"),
  });
  assert.equal(add(1, 2), 3);
  assert.throws(fail, { code: "unavailable", message: /it is damaged/ });
});

/** What reads a ledger's file, and may fail in our own words alone. */
const READERS: Record<string, (folder: string) => unknown> = {
  readIdentity: (folder) => readIdentity(folder, undefined),
  verifyFolder: (folder) => verifyFolder(folder, undefined),
  openReadOnly: (folder) => {
    const { reader, follow } = openReadOnly(folder, undefined);
    follow(() => {});
    return reader.last(1_000).length + reader.fills("alpha", 100).length +
      reader.snapshots("alpha", 0, 100).length;
  },
  openSource: (folder) => {
    const source = openSource(folder, "untouched");
    try {
      source.booksUpTo(source.length());
      source.logs(0, ["alpha"]);
      source.barDays(0, Number.MAX_SAFE_INTEGER);
      source.bars(0, Number.MAX_SAFE_INTEGER);
      return source.after(0, source.length());
    } finally {
      source.close();
    }
  },
  openLedger: (folder) => {
    const ledger = openLedger(folder);
    try {
      ledger.load();
      return ledger.bars(() => true).lastRows(["AAPL"], 100, 2e12);
    } finally {
      ledger.close();
    }
  },
};

Deno.test("a ledger that is damaged anywhere is a fault for verifyFolder(), and an error in our words for others", () => {
  withFolder((folder) => {
    const path = join(folder, "ledger.sqlite");
    const ledger = openLedger(folder);
    const { batches } = competition({ seed: 5, minutes: 40, digest });
    for (const batch of batches) ledger.commit(batch);
    ledger.checkpoint(ledger.load().books);
    ledger.close();
    const whole = readFileSync(path);
    assert.deepEqual(verifyFolder(folder, undefined).faults, []);
    const next = random("damage");
    const seen: Record<string, number> = {};
    let faulty = 0;
    for (let n = 0; n < PLACES; n++) {
      const bytes = new Uint8Array(whole);
      const offset = (n + next()) / PLACES * (whole.length - DAMAGE.length);
      bytes.set(DAMAGE, Math.floor(offset));
      for (const [name, read] of Object.entries(READERS)) {
        writeFileSync(path, bytes);
        try {
          const found = read(folder);
          const { faults = [] } = Object(found);
          faulty += faults.length > 0 ? 1 : 0;
        } catch (error) {
          assert.ok(
            error instanceof QtcError,
            `${name} at ${offset}: ${error}`,
          );
          seen[name] = (seen[name] ?? 0) + 1;
        }
      }
    }
    // Not all: some of a page may hold nothing.
    assert.ok(faulty > PLACES / 2, `${faulty}`);
    assert.ok((seen.openSource ?? 0) > 3 && (seen.openReadOnly ?? 0) > 3);
  });
});

Deno.test("copyLedger() says in our words that the copy cannot be read", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const path = join(folder, "ledger.sqlite");
    openLedger(folder).close();
    const bytes = readFileSync(path);
    bytes.fill(0xff, 100, bytes.length);
    writeFileSync(path, bytes);
    await assert.rejects(copyLedger(path, join(folder, "copy")), {
      code: "unavailable",
    });
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
