import { strict as assert } from "node:assert";
import { spawn } from "node:child_process";
import { cpSync, existsSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import {
  openLedger,
  readIdentity,
  verifyFolder,
} from "../adapters/sqlite/data_folder.ts";
import { readStatusFile } from "../adapters/system/status_file.ts";
import { QtcError } from "../domain/error.ts";
import { random } from "../domain/random.ts";
import type { Head } from "../ports/ledger.ts";
import { makeBackup } from "./backup.ts";
import {
  contentsOf,
  context,
  playedFolder,
  withFolder,
} from "./fixture_test.ts";
import { resetCommand } from "./reset.ts";
import { restoreBackup } from "./restore.ts";

/** Kills before a change of the disk, and at any time: also within SQLite. */
const ROUNDS = 9;
const TIMED_ROUNDS = 3;

/** Does one thing, and kills itself before its n-th change of the disk. */
const CHILD = `
  const NAMES = ["renameSync", "removeSync", "mkdirSync", "openSync", "linkSync",
    "copyFileSync", "chmodSync"];
  let done = 0;
  for (const name of NAMES) {
    const real = Deno[name];
    Deno[name] = (...values) => {
      if (done++ === KILL_AT) Deno.kill(Deno.pid, "SIGKILL");
      return real(...values);
    };
  }
  const { makeBackup } = await import(PROGRAM + "backup.ts");
  const { restoreBackup } = await import(PROGRAM + "restore.ts");
  const { resetCommand } = await import(PROGRAM + "reset.ts");
  const nothing = () => {};
  const context = { print: nothing, progress: nothing, onStarted: nothing,
    wall: { now: () => 0 } };
  const say = (text) => Deno.stdout.writeSync(new TextEncoder().encode(text));
  say("begun ");
  await WORK;
  say(String(done));
`;

/** When a child dies. */
interface Death {
  /** Before its n-th change of the disk, 0 for the first. */
  readonly change?: number;
  /** So many milliseconds after it has begun. */
  readonly afterMs?: number;
}

/** Runs it; returns how often the disk was changed and how long that took. */
async function runUntil(
  work: string,
  { change = Infinity, afterMs }: Death,
): Promise<{ died: boolean; changes: number; ms: number }> {
  const code = CHILD
    .replaceAll("PROGRAM", JSON.stringify(import.meta.resolve("./")))
    .replace("KILL_AT", String(change))
    .replace("WORK", work);
  const child = spawn(Deno.execPath(), ["eval", "--no-lock", code], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const ended = new Promise<[number | null, string | null]>((resolve) =>
    child.once("exit", (...end) => resolve(end))
  );
  let said = "";
  let begun = 0;
  for await (const chunk of child.stdout) {
    if (begun === 0 && afterMs !== undefined) {
      AbortSignal.timeout(afterMs).onabort = () => child.kill("SIGKILL");
    }
    begun ||= performance.now();
    said += chunk;
  }
  const [status, signal] = await ended;
  const died = signal === "SIGKILL";
  if (!died) assert.equal(status, 0);
  const changes = Number(said.split(" ")[1]);
  return { died, changes, ms: performance.now() - begun };
}

/** Kills some work all over its length, and checks what is there each time. */
async function killed(
  { work, prepare, check }: {
    work: (folder: string) => string;
    prepare: (folder: string) => void;
    check: (folder: string) => Promise<void>;
  },
): Promise<void> {
  await withFolder(async (base) => {
    const folder = join(base, "data");
    prepare(folder);
    const { changes, ms } = await runUntil(work(folder), {});
    assert(changes > ROUNDS, `${changes}`);
    const next = random("kill");
    const share = (round: number, rounds: number) => (round + next()) / rounds;
    const deaths: Death[] = [
      ...Array.from({ length: ROUNDS }, (_, round) => ({
        change: Math.floor(share(round, ROUNDS) * changes),
      })),
      ...Array.from({ length: TIMED_ROUNDS }, (_, round) => ({
        afterMs: share(round, TIMED_ROUNDS) * ms,
      })),
    ];
    for (const death of deaths) {
      rmSync(folder, { recursive: true, force: true });
      prepare(folder);
      const { died } = await runUntil(work(folder), death);
      assert(died || death.change === undefined);
      await check(folder);
    }
  });
}

/** Makes a data folder whose ledger takes some time to copy. */
function largeFolder(dataDir: string): Head {
  const head = playedFolder(dataDir);
  using ledger = new DatabaseSync(join(dataDir, "ledger.sqlite"));
  ledger.exec(
    "with recursive minutes (n) as " +
      "(select 1 union all select n + 1 from minutes where n < 50) " +
      "insert into runs select 'alpha', n, 'ok', 0, 1, 1, " +
      "hex(zeroblob(20000)), null from minutes",
  );
  return head;
}

/** Says that a start would take the folder, and for what. */
function startOf(dataDir: string): "empty" | "begun" | "refused" {
  try {
    return readIdentity(dataDir, readStatusFile(dataDir)) ? "begun" : "empty";
  } catch (error) {
    assert(error instanceof QtcError && error.code === "conflict");
    return "refused";
  }
}

Deno.test("makeBackup() leaves a whole backup or a .partial when it is killed, and the data as they were", () =>
  withFolder(async (base) => {
    const played = join(base, "played");
    const head = largeFolder(played);
    const text = JSON.stringify;
    await killed({
      work: (folder) =>
        `makeBackup({ dataDir: ${text(folder)}, folder: ${
          text(`${folder}/to`)
        } }, context)`,
      prepare: (folder) => cpSync(played, folder, { recursive: true }),
      check: async (folder) => {
        const to = join(folder, "to");
        if (!existsSync(to)) {
          await makeBackup({ dataDir: folder, folder: to }, context());
        }
        assert.deepEqual(verifyFolder(to, head).faults, []);
        assert(!existsSync(`${to}.partial`));
        rmSync(to, { recursive: true });
        assert.deepEqual(contentsOf(folder), contentsOf(played));
      },
    });
  }));

Deno.test("restoreBackup() leaves what no start takes when it is killed, and ends when it is run again", () =>
  withFolder(async (base) => {
    const played = join(base, "played");
    const head: Head = largeFolder(played);
    const backup = join(base, "backup");
    await makeBackup({ dataDir: played, folder: backup }, context());
    const text = JSON.stringify;
    await killed({
      work: (dataDir) =>
        `restoreBackup({ folder: ${text(backup)}, dataDir: ${
          text(dataDir)
        } }, context)`,
      prepare: () => {},
      check: async (dataDir) => {
        const isThere = existsSync(join(dataDir, "ledger.sqlite"));
        const start = startOf(dataDir);
        if (isThere) assert.equal(start, "begun");
        // An empty start is right only where nothing has been restored yet.
        else if (start === "empty") {
          const names = existsSync(dataDir) ? readdirSync(dataDir) : [];
          const early = [".lock", "runtime"];
          assert(names.every((name) => early.includes(name)), `${names}`);
        }
        if (!isThere) {
          await restoreBackup({ folder: backup, dataDir }, context());
        }
        assert.deepEqual(contentsOf(dataDir), contentsOf(backup));
        assert.deepEqual(verifyFolder(dataDir, head).faults, []);
      },
    });
  }));

Deno.test("resetCommand() leaves the old competition or what no start takes when it is killed, and ends when it is run again", () =>
  withFolder(async (base) => {
    const played = join(base, "played");
    const head = largeFolder(played);
    const options = (dataDir: string) => ({
      dataDir,
      keepTeams: false,
      yes: true,
    });
    await killed({
      work: (dataDir) =>
        `resetCommand(${JSON.stringify(options(dataDir))}, context)`,
      prepare: (dataDir) => cpSync(played, dataDir, { recursive: true }),
      check: async (dataDir) => {
        const isThere = existsSync(join(dataDir, "ledger.sqlite"));
        if (isThere) assert.deepEqual(verifyFolder(dataDir, head).faults, []);
        const start = startOf(dataDir);
        // One that was killed late has done all of it.
        if (start === "empty") assert(!existsSync(join(dataDir, "team")));
        else {
          assert.equal(start, isThere ? "begun" : "refused");
          await resetCommand(options(dataDir), context());
        }
        assert.equal(startOf(dataDir), "empty");
        const backups = readdirSync(join(dataDir, "backups"))
          .filter((name) => !name.endsWith(".partial"));
        assert(backups.length > 0);
        for (const name of backups) {
          const folder = join(dataDir, "backups", name);
          assert.deepEqual(verifyFolder(folder, head).faults, []);
        }
        openLedger(dataDir).close();
      },
    });
  }));
