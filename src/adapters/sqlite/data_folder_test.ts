import { strict as assert } from "node:assert";
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import type { Identity } from "../../domain/event.ts";
import type { Head } from "../../ports/ledger.ts";
import { competition } from "../../testing/competition.ts";
import {
  openLedger,
  openMemoryLedger,
  readIdentity,
  verifyFolder,
} from "./data_folder.ts";
import { digest, withFolder } from "./fixture_test.ts";
import { SCHEMA_VERSION } from "./schema.ts";

const IDENTITY: Identity = {
  broker: "simulated",
  account: "simulated",
  feed: "recorded",
  clock: "simulated",
  seed: 7,
};
const HEAD: Head = { length: 3, hash: "ab".repeat(32) };

/** Makes a ledger that belongs to something, and closes it. */
function begun(folder: string): Head {
  const ledger = openLedger(folder);
  const identity = { kind: "identity", identity: IDENTITY } as const;
  const head = ledger.commit({ events: [identity] });
  ledger.close();
  return head;
}

/** Does something and shows that no file came, went or changed. */
function unchanged(folder: string, work: () => void): void {
  const look = (): [string, string][] =>
    readdirSync(folder).sort().map((name) => [
      name,
      // An index of readers is rewritten by whoever reads, and belongs to none.
      name.endsWith("-shm") ? "" : readFileSync(join(folder, name), "base64"),
    ]);
  const before = look();
  work();
  assert.deepEqual(look(), before);
}

Deno.test("openLedger() makes a ledger, and finds it again", () => {
  withFolder((folder) => {
    const { batches } = competition({ seed: 3, minutes: 2, digest });
    const first = openLedger(folder);
    let head = HEAD;
    for (const batch of batches) head = first.commit(batch);
    assert.equal(first.reader.last(1)[0]?.seq, head.length);
    first.close();
    const second = openLedger(folder);
    assert.deepEqual(second.load().head, head);
    assert.equal(second.reader.last(1)[0]?.seq, head.length);
    second.close();
    assert.deepEqual(readdirSync(folder), ["ledger.sqlite"]);
  });
});

Deno.test("openMemoryLedger() makes a ledger of its own each time, and no file", () => {
  const { batches } = competition({ seed: 3, minutes: 2, digest });
  const [first, second] = [openMemoryLedger(), openMemoryLedger()];
  let head = HEAD;
  for (const batch of batches) head = first.commit(batch);
  assert.deepEqual(first.load().head, head);
  assert.deepEqual(second.load().head.length, 0);
  assert.equal(existsSync(":memory:"), false);
  first.close();
  second.close();
});

Deno.test("readIdentity() is undefined where nothing has begun, and makes nothing", () => {
  withFolder((folder) => {
    unchanged(folder, () => {
      assert.equal(readIdentity(folder, undefined), undefined);
      assert.equal(readIdentity(join(folder, "none"), undefined), undefined);
      const nothing = { length: 0, hash: "00".repeat(32) };
      assert.equal(readIdentity(folder, nothing), undefined);
    });
  });
});

Deno.test("readIdentity() says what a ledger belongs to, and leaves it as it is", () => {
  withFolder((folder) => {
    const head = begun(folder);
    unchanged(folder, () => {
      assert.deepEqual(readIdentity(folder, head), IDENTITY);
      assert.deepEqual(readIdentity(folder, undefined), IDENTITY);
    });
    assert.deepEqual(readdirSync(folder), ["ledger.sqlite"]);
  });
});

Deno.test("readIdentity() refuses a published head whose ledger is gone or empty", () => {
  withFolder((folder) => {
    const refused = (state: string): void =>
      unchanged(folder, () => {
        assert.throws(() => readIdentity(folder, HEAD), {
          code: "conflict",
          message: `Cannot use data folder "${folder}": its ledger.sqlite is ` +
            `${state}; put it back, or start with another --data-dir`,
        });
      });
    refused("gone");
    writeFileSync(join(folder, "ledger.sqlite"), "");
    refused("empty");
    openLedger(folder).close();
    refused("empty");
    assert.equal(readIdentity(folder, undefined), undefined);
  });
});

Deno.test("readIdentity() lets a start go on that died before it made the tables", () => {
  for (const wal of [false, true]) {
    withFolder((folder) => {
      const path = join(folder, "ledger.sqlite");
      if (wal) {
        const database = new DatabaseSync(path);
        database.exec("pragma journal_mode = wal");
        database.close();
      } else writeFileSync(path, "");
      unchanged(folder, () => {
        assert.equal(readIdentity(folder, undefined), undefined);
      });
      begun(folder);
      assert.deepEqual(readIdentity(folder, undefined), IDENTITY);
    });
  }
});

Deno.test("readIdentity() reads beside a writer, and after one that was killed", () => {
  withFolder((folder) => {
    const killed = mkdtempSync(join(tmpdir(), "qtc-killed-"));
    const ledger = openLedger(folder);
    ledger.commit({ events: [{ kind: "identity", identity: IDENTITY }] });
    unchanged(folder, () => {
      assert.deepEqual(readIdentity(folder, undefined), IDENTITY);
    });
    cpSync(folder, killed, { recursive: true });
    ledger.close();
    try {
      assert(existsSync(join(killed, "ledger.sqlite-wal")));
      unchanged(killed, () => {
        assert.deepEqual(readIdentity(killed, undefined), IDENTITY);
      });
      openLedger(killed).close();
      assert.deepEqual(readdirSync(killed), ["ledger.sqlite"]);
      assert.deepEqual(readIdentity(killed, undefined), IDENTITY);
    } finally {
      rmSync(killed, { recursive: true });
    }
  });
});

Deno.test("readIdentity() refuses what this version cannot read, by its path, untouched", () => {
  withFolder((folder) => {
    const path = join(folder, "ledger.sqlite");
    begun(folder);
    const database = new DatabaseSync(path);
    database.exec(`pragma user_version = ${SCHEMA_VERSION + 1}`);
    database.close();
    const refuses = (code: string, message: string): void =>
      unchanged(folder, () => {
        for (const read of [readIdentity, verifyFolder]) {
          assert.throws(() => read(folder, undefined), (error) => {
            assert(error instanceof Error);
            assert.equal("code" in error && error.code, code);
            assert(error.message.startsWith(message), error.message);
            return true;
          });
        }
      });
    refuses("conflict", `Cannot use ledger "${path}": its version`);
    writeFileSync(path, "not a database, however long it is\n".repeat(100));
    refuses("unavailable", `Cannot open ledger "${path}": `);
  });
});

Deno.test("verifyFolder() says not_found without a ledger, and makes none", () => {
  withFolder((folder) => {
    for (const where of [folder, join(folder, "none")]) {
      unchanged(folder, () => {
        assert.throws(() => verifyFolder(where, undefined), {
          code: "not_found",
          message: `Cannot verify "${join(where, "ledger.sqlite")}": it is ` +
            "not there; name a folder in which a competition has run with " +
            "--data-dir",
        });
      });
    }
  });
});

Deno.test("verifyFolder() says what there is and what is wrong, and leaves it as it is", () => {
  withFolder((folder) => {
    const { batches, books } = competition({ seed: 3, minutes: 7, digest });
    const ledger = openLedger(folder);
    let head = HEAD;
    for (const batch of batches) head = ledger.commit(batch);
    ledger.close();
    const events = batches.flatMap((batch) => batch.events);
    const fills = events.filter(({ kind }) => kind === "fill").length;
    assert(fills > 0);
    unchanged(folder, () => {
      const { facts, faults } = verifyFolder(folder, head);
      assert.deepEqual(faults, []);
      assert.deepEqual(facts, [
        `${events.length} events, ${books.minutesRun} minutes, ` +
        `${books.teams.size} teams, ${fills} fills`,
        `head ${head.hash}`,
      ]);
      const longer = { length: head.length + 2, hash: HEAD.hash };
      assert.deepEqual(verifyFolder(folder, longer).faults, [
        `events ${head.length + 1} to ${head.length + 2} are missing at the ` +
        "end",
      ]);
    });
    assert.deepEqual(readdirSync(folder), ["ledger.sqlite"]);
  });
});

Deno.test("verifyFolder() reads a folder whose path needs quoting in an address", () => {
  withFolder((folder) => {
    const odd = join(folder, "a b?mode=rw#%41");
    mkdirSync(odd);
    begun(odd);
    unchanged(odd, () => {
      chmodSync(odd, 0o555);
      assert.deepEqual(readIdentity(odd, undefined), IDENTITY);
      assert.match(verifyFolder(odd, undefined).facts[0] ?? "", /^1 events/);
      chmodSync(odd, 0o755);
    });
  });
});

Deno.test("readIdentity() refuses a ledger that is shorter than was published", () => {
  withFolder((folder) => {
    const ledger = openLedger(folder);
    const event = { kind: "identity", identity: IDENTITY } as const;
    const { length, hash } = ledger.commit({ events: [event] });
    ledger.close();
    assert.ok(readIdentity(folder, { length, hash }));
    assert.throws(
      () => readIdentity(folder, { length: length + 2, hash }),
      { code: "conflict", message: /cut off after event 1 of 3/ },
    );
  });
});
