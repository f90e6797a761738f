import { strict as assert } from "node:assert";
import {
  openDatabase,
  openDatabaseReadOnly,
} from "../../src/adapters/sqlite/schema.ts";
import { sqliteLedgerReader } from "../../src/adapters/sqlite/reader.ts";
import { verifyLedger } from "../../src/adapters/sqlite/verify.ts";
import { random } from "../../src/domain/random.ts";
import { type Fate, live } from "./harness.ts";

/** Runs work with the path of a ledger that is gone afterwards. */
async function withLedger<T>(work: (path: string) => Promise<T>): Promise<T> {
  const folder = await Deno.makeTempDir();
  try {
    return await work(`${folder}/ledger.sqlite`);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

function verify(path: string) {
  const database = openDatabaseReadOnly(path);
  const verdict = verifyLedger(database);
  database.close();
  return verdict;
}

/** Lives through fates, then to the end; returns the head. */
async function livesOf(path: string, fates: readonly Fate[]) {
  for (const fate of fates) {
    const { died } = await live(path, fate);
    assert.ok(died, `nobody died at ${JSON.stringify(fate)}`);
  }
  const { engine } = await live(path);
  return engine.head;
}

Deno.test("the scenario has everything in it that a crash could break", async () => {
  await withLedger(async (path) => {
    const { writes } = await live(path);
    assert.ok(writes > 50, `${writes} writes`);
    const { faults, fills } = verify(path);
    assert.deepEqual(faults, []);
    assert.ok(fills > 10, `${fills} fills`);
    const database = openDatabase(path);
    const events = sqliteLedgerReader(database).last(1e6)
      .map(({ event }) => event);
    database.close();
    const kinds = new Set(events.map(({ kind }) => kind));
    for (
      const kind of [
        "denial",
        "failure",
        "fill",
        "skipped",
        "team_removed",
      ] as const
    ) assert.ok(kinds.has(kind), kind);
    const statuses = new Set(
      events.flatMap((event) => event.kind === "status" ? [event.status] : []),
    );
    for (const status of ["ACCEPTED", "CANCELED", "PENDING_CANCEL"] as const) {
      assert.ok(statuses.has(status), status);
    }
    const faultsSaid = events.filter((event) =>
      event.kind === "failure" && event.phase === "load"
    );
    assert.equal(faultsSaid.length, 2, "once, and once more with new settings");
  });
});

Deno.test("the same seed gives the same head, another seed another one", async () => {
  const heads: string[] = [];
  for (const seed of [7, 7, 8]) {
    await withLedger(async (path) => {
      const { engine } = await live(path, undefined, { seed });
      heads.push(engine.head.hash);
    });
  }
  assert.equal(heads[0], heads[1]);
  assert.notEqual(heads[0], heads[2]);
});

for (const when of ["before", "after"] as const) {
  Deno.test(`a process that dies ${when} any durable write ends with the head of one that lives`, async () => {
    const whole = await withLedger((path) => live(path));
    for (let write = 1; write <= whole.writes; write++) {
      await withLedger(async (path) => {
        const head = await livesOf(path, [{ write, when }]);
        assert.deepEqual(head, whole.engine.head, `write ${write}`);
      });
    }
  });
}

Deno.test("a process that dies again and again ends with the head of one that lives", async () => {
  const whole = await withLedger((path) => live(path));
  const next = random("lives", 1);
  for (let round = 0; round < 5; round++) {
    await withLedger(async (path) => {
      let lives = 0;
      for (;;) {
        const write = 1 + Math.floor(next() * 9);
        const when = next() < 0.5 ? "before" : "after";
        const { died, engine } = await live(path, { write, when });
        assert.ok(++lives < 500, "it comes to an end");
        if (died) continue;
        assert.deepEqual(engine.head, whole.engine.head, `round ${round}`);
        break;
      }
      assert.ok(lives > 5, `${lives} lives`);
      assert.deepEqual(verify(path).faults, []);
    });
  }
});

Deno.test("a process that dies at its first write again and again gets nowhere, and breaks nothing", async () => {
  await withLedger(async (path) => {
    for (let life = 0; life < 3; life++) {
      await live(path, { write: 1, when: "before" });
    }
    assert.equal(verify(path).head.length, 0);
  });
});
