import { strict as assert } from "node:assert";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { RollbackRequest } from "../../ports/rollbacks.ts";
import { ASKED_MAX_MS, rollbackFile } from "./rollback_file.ts";

const BACK: RollbackRequest = {
  id: "1",
  teamId: "alpha",
  version: {
    code: "c0de",
    entryPoint: "strategy:S",
    params: { fast: 3, names: ["a"] },
  },
};
const LATEST: RollbackRequest = { id: "2", teamId: "alpha" };

/** Runs work with two processes on one folder: who asks, and who answers. */
async function withFiles(
  work: (
    stage: {
      readonly asker: ReturnType<typeof rollbackFile>;
      readonly engine: ReturnType<typeof rollbackFile>;
      readonly path: string;
      readonly lines: string[];
      /** Lets real time pass, milliseconds. */
      readonly wait: (ms: number) => void;
    },
  ) => void,
): Promise<void> {
  const folder = await Deno.makeTempDir();
  const lines: string[] = [];
  const log = {
    write: (_: string, line: string) => void lines.push(line),
  };
  try {
    const path = join(folder, "runtime", "rollback.json");
    let time = Date.parse("2026-11-20T15:00:00Z");
    const open = () => rollbackFile(folder, { log, wall: { now: () => time } });
    const wait = (ms: number) => void (time += ms);
    work({ asker: open(), engine: open(), path, lines, wait });
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("rollbackFile() carries what is asked to another process, and the answer back", async () => {
  await withFiles(({ asker, engine }) => {
    assert.equal(engine.pending(), undefined);
    for (const request of [BACK, LATEST]) {
      asker.ask(request);
      assert.deepEqual(engine.pending(), request);
      assert.deepEqual(asker.stateOf(request.id), { kind: "pending" });
      engine.answer(request);
      assert.equal(engine.pending(), undefined);
      assert.deepEqual(asker.stateOf(request.id), { kind: "done" });
    }
    asker.ask(BACK);
    engine.answer(BACK, "uploads are frozen");
    assert.deepEqual(asker.stateOf("1"), {
      kind: "refused",
      why: "uploads are frozen",
    });
  });
});

Deno.test("rollbackFile() says when another request has taken the place, and removes only its own", async () => {
  await withFiles(({ asker, engine }) => {
    asker.ask(BACK);
    asker.ask(LATEST);
    assert.deepEqual(asker.stateOf("1"), { kind: "gone" });
    asker.remove("1");
    assert.deepEqual(engine.pending(), LATEST);
    asker.remove("2");
    assert.equal(engine.pending(), undefined);
    assert.deepEqual(asker.stateOf("2"), { kind: "gone" });
  });
});

Deno.test("rollbackFile() does not bring back what its asker has taken back", async () => {
  await withFiles(({ asker, engine }) => {
    asker.ask(BACK);
    const taken = engine.pending();
    assert.ok(taken);
    asker.remove("1");
    engine.answer(taken);
    assert.deepEqual(asker.stateOf("1"), { kind: "gone" });
  });
});

Deno.test("rollbackFile() asks the next process again when nobody has answered", async () => {
  await withFiles(({ asker, engine }) => {
    asker.ask(BACK);
    assert.deepEqual(engine.pending(), BACK);
    assert.deepEqual(engine.pending(), BACK, "until it is answered");
  });
});

Deno.test("rollbackFile() takes no notice of a file that is not one of its own", async () => {
  await withFiles(({ asker, engine, path }) => {
    asker.ask(BACK);
    const time = Date.parse("2026-11-20T15:00:00Z");
    const asked = `{"id":"1","team_id":"alpha","asked_at":${time}`;
    writeFileSync(path, `${asked}}`);
    assert.deepEqual(engine.pending(), { id: "1", teamId: "alpha" });
    for (
      const text of [
        "",
        "{",
        "null",
        "[]",
        '{"id":1,"team_id":"alpha"}',
        '{"id":"1"}',
        '{"id":"1","team_id":"alpha"}',
        `${asked},"version":"c0de"}`,
        `${asked},"version":"c0de","entry_point":"s:S","params":[]}`,
      ]
    ) {
      writeFileSync(path, text);
      assert.equal(engine.pending(), undefined, text);
    }
  });
});

Deno.test("rollbackFile() answers once when the disk refuses the answer", async () => {
  await withFiles(({ asker, engine, path, lines }) => {
    asker.ask(BACK);
    mkdirSync(`${path}.new`); // what is in it cannot be removed as a file
    writeFileSync(join(`${path}.new`, "full"), "");
    engine.answer(BACK);
    assert.equal(lines.length, 1);
    assert.match(lines[0] ?? "", /^Cannot answer a rollback ".*": /);
    assert.equal(engine.pending(), undefined);
    assert.throws(() => asker.ask(LATEST), { code: "unavailable" });
  });
});

Deno.test("rollbackFile() refuses what was asked too long ago, and says so", async () => {
  await withFiles(({ asker, engine, lines, wait }) => {
    asker.ask(BACK);
    wait(ASKED_MAX_MS);
    assert.deepEqual(engine.pending(), BACK);
    wait(1);
    assert.equal(engine.pending(), undefined);
    assert.equal(engine.pending(), undefined);
    const why = "it was asked too long ago";
    assert.deepEqual(asker.stateOf("1"), { kind: "refused", why });
    assert.deepEqual(lines, [
      `Refused a rollback of alpha: ${why}; run it again`,
    ]);
    asker.ask(LATEST);
    wait(-2 * ASKED_MAX_MS); // the clock was set back
    assert.equal(engine.pending(), undefined);
  });
});

Deno.test("rollbackFile() lets one command ask at a time", async () => {
  await withFiles(({ asker, engine }) => {
    const release = asker.claim();
    assert.ok(release);
    assert.equal(engine.claim(), undefined);
    asker.ask(BACK);
    engine.answer(BACK);
    assert.equal(engine.claim(), undefined);
    release();
    const other = engine.claim();
    assert.ok(other);
    other();
  });
});
