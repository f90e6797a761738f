import { strict as assert } from "node:assert";
import {
  chmodSync,
  cpSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { DatabaseSync } from "node:sqlite";
import { digest, withFolder } from "./fixture_test.ts";
import { openDatabase } from "./schema.ts";
import { addressOf, reading, wantsIndex } from "./untouched.ts";

Deno.test("reading() makes and changes nothing beside a ledger that was closed", () => {
  withFolder((folder) => {
    const path = join(folder, "ledger.sqlite");
    openDatabase(path).close();
    chmodSync(folder, 0o555);
    const before = look(folder);
    assert.equal(reading(path, events), 0);
    assert.deepEqual(look(folder), before);
    chmodSync(folder, 0o755);
    assert.deepEqual(readdirSync(folder), ["ledger.sqlite"]);
  });
});

Deno.test("reading() sees what a writer has written, and leaves its log and index to it", () => {
  withFolder((folder) => {
    const path = join(folder, "ledger.sqlite");
    const writer = openDatabase(path);
    for (const count of [1, 2, 3]) {
      append(writer, count);
      const before = look(folder, "-shm");
      assert.equal(reading(path, events), count);
      // In one process all connections share one index, so it may change.
      assert.deepEqual(look(folder, "-shm"), before);
    }
    writer.close();
    assert.deepEqual(readdirSync(folder), ["ledger.sqlite"]);
  });
});

Deno.test("reading() reads the log of a writer that was killed, changing nothing", () => {
  withFolder((folder) => {
    const path = join(folder, "ledger.sqlite");
    const writer = openDatabase(path);
    append(writer, 1);
    const killed = mkdtempSync(join(tmpdir(), "qtc-killed-"));
    cpSync(folder, killed, { recursive: true });
    writer.close();
    // As after a crash of the machine: the index says nothing.
    const index = join(killed, "ledger.sqlite-shm");
    for (const bytes of [readFileSync(index), new Uint8Array(32_768)]) {
      writeFileSync(index, bytes);
      const before = look(killed);
      assert.equal(reading(join(killed, "ledger.sqlite"), events), 1);
      assert.deepEqual(look(killed), before);
    }
    rmSync(killed, { recursive: true });
  });
});

Deno.test("reading() reads what a writer left that was killed before its first page, at once", () => {
  withFolder((folder) => {
    const path = join(folder, "ledger.sqlite");
    const writer = openDatabase(path);
    append(writer, 1);
    writer.exec("pragma wal_checkpoint(full)");
    append(writer, 2);
    const killed = mkdtempSync(join(tmpdir(), "qtc-killed-"));
    cpSync(folder, killed, { recursive: true });
    writer.close();
    const log = join(killed, "ledger.sqlite-wal");
    const header = readFileSync(log).subarray(0, 32);
    for (const bytes of [header, header.subarray(0, 17)]) {
      writeFileSync(log, bytes);
      writeFileSync(join(killed, "ledger.sqlite-shm"), new Uint8Array(32_768));
      const before = look(killed);
      assert.equal(reading(join(killed, "ledger.sqlite"), events), 1);
      assert.deepEqual(look(killed), before);
    }
    openDatabase(join(killed, "ledger.sqlite")).close();
    rmSync(killed, { recursive: true });
  });
});

Deno.test("reading() does its work again when a writer came meanwhile", () => {
  withFolder((folder) => {
    const path = join(folder, "ledger.sqlite");
    openDatabase(path).close();
    let writer: DatabaseSync | undefined;
    const counts: number[] = [];
    const seen = reading(path, (database) => {
      counts.push(events(database));
      if (!writer) {
        writer = openDatabase(path);
        append(writer, 1);
        throw new Error("half of it was seen");
      }
      return counts.length;
    });
    assert.equal(seen, 2);
    assert.deepEqual(counts, [0, 1]);
    writer?.close();
    assert.throws(
      () =>
        reading(path, () => {
          throw new Error("of its own");
        }),
      {
        code: "unavailable",
        message: `Cannot read ledger "${path}": it is damaged (of its own); ` +
          "qtc verify says more, restore the last backup",
      },
    );
  });
});

Deno.test("wantsIndex() tells a log that came alone; an empty one holds nothing", () => {
  withFolder((folder) => {
    const path = join(folder, "ledger.sqlite");
    const writer = openDatabase(path);
    append(writer, 1);
    assert.equal(wantsIndex(path), false);
    assert.match(addressOf(path), /\?readonly_shm=1$/);
    const log = readFileSync(`${path}-wal`);
    writer.close();
    assert.equal(wantsIndex(path), false);
    assert.match(addressOf(path), /\?immutable=1$/);
    writeFileSync(`${path}-wal`, log);
    assert.equal(wantsIndex(path), true);
    assert.equal(addressOf(path), path);
    writeFileSync(`${path}-wal`, "");
    assert.equal(wantsIndex(path), false);
    assert.equal(reading(path, events), 1);
    rmSync(`${path}-wal`);
  });
});

Deno.test("reading() names the file by its path when it cannot be read", () => {
  withFolder((folder) => {
    const path = join(folder, "ledger.sqlite");
    const refused = (code: string, message: string): void =>
      assert.throws(() => reading(path, events), (error) => {
        assert(error instanceof Error && "code" in error);
        assert.equal(error.code, code);
        assert(error.message.startsWith(message), error.message);
        return true;
      });
    refused("unavailable", `Cannot open ledger "${path}": `);
    const newer = openDatabase(path);
    newer.exec("pragma user_version = 1000");
    newer.close();
    refused("conflict", `Cannot use ledger "${path}": its version 1000`);
  });
});

function events(database: DatabaseSync): number {
  return Number(
    database.prepare("select count(*) as n from events").get()?.n,
  );
}

function append(writer: DatabaseSync, seq: number): void {
  writer.prepare("insert into events values (?, null, 'x', null, null, '', ?)")
    .run(seq, new Uint8Array(32));
}

/** Names, sizes, times and hashes of all files but one. */
function look(folder: string, but = "none"): unknown[] {
  const names = readdirSync(folder).filter((name) => !name.endsWith(but));
  return names.sort().map((name) => {
    const path = join(folder, name);
    const { size, mtimeMs, ctimeMs } = statSync(path);
    return [name, size, mtimeMs, ctimeMs, digest(readFileSync(path, "hex"))];
  });
}
