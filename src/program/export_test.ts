import { strict as assert } from "node:assert";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { listLake, parquetPath } from "../adapters/lake/layout.ts";
import { openLedger } from "../adapters/sqlite/data_folder.ts";
import { wallClock } from "../adapters/system/clock.ts";
import { sha256 } from "../adapters/system/digest.ts";
import { lockFolder } from "../adapters/system/folder_lock.ts";
import { competition } from "../testing/competition.ts";
import { checkLake, runExport } from "./export.ts";

/** Runs work on a data folder in which 12 minutes were played. */
async function withPlayed(
  work: (dataDir: string, run: () => Promise<string[]>) => Promise<void>,
): Promise<void> {
  const dataDir = mkdtempSync(join(tmpdir(), "qtc-export-"));
  try {
    const ledger = openLedger(dataDir);
    const { batches } = competition({ seed: 2, minutes: 12, digest: sha256 });
    for (const batch of batches) ledger.commit(batch);
    ledger.close();
    await work(dataDir, async () => {
      const lines: string[] = [];
      const program = {
        print: (line: string) => void lines.push(line),
        wall: wallClock(),
        onStarted() {},
      };
      assert.equal(await runExport({ dataDir, keepLogsDays: 30 }, program), 0);
      return lines;
    });
  } finally {
    rmSync(dataDir, { recursive: true });
  }
}

Deno.test("runExport() writes a lake that agrees with the ledger", () =>
  withPlayed(async (dataDir, run) => {
    assert.deepEqual(await checkLake(dataDir), {
      facts: ["no lake; qtc export writes it"],
      faults: [],
    });
    const lines = await run();
    assert.equal(lines.length, 1);
    assert.match(
      lines[0] ?? "",
      /^Exported [\d,]+ events: [\d,]+ rows, [\d,]+ a second$/,
    );
    assert.deepEqual((await checkLake(dataDir)).faults, []);
  }));

Deno.test("runExport() replaces what is wrong, and nothing that is not its own", () =>
  withPlayed(async (dataDir, run) => {
    await run();
    const paths = listLake(dataDir);
    const read = () =>
      paths.map((path) => readFileSync(join(dataDir, path), "latin1"));
    const before = read();
    const foreign = [
      "team/alpha/strategy/abc/strategy.ts",
      "team/alpha/notes.txt",
      "api_keys.json",
    ];
    for (const path of foreign) {
      mkdirSync(dirname(join(dataDir, path)), { recursive: true });
      writeFileSync(join(dataDir, path), "mine");
    }
    writeFileSync(join(dataDir, "team/alpha/trades.jsonl"), "nonsense");
    writeFileSync(join(dataDir, "team/alpha/portfolio/2001-01-01.jsonl"), "");
    const unreadable = join(dataDir, parquetPath("team/beta"));
    writeFileSync(unreadable, "damaged");
    const lines = await run();
    assert.match(lines[0] ?? "", /^Cannot read ".*": moved to .*\.unreadable$/);
    assert.equal(readFileSync(`${unreadable}.unreadable`, "utf8"), "damaged");
    assert.deepEqual(listLake(dataDir), paths);
    assert.deepEqual(read(), before);
    for (const path of foreign) {
      assert.equal(readFileSync(join(dataDir, path), "utf8"), "mine");
    }
    assert.deepEqual((await checkLake(dataDir)).faults, []);
  }));

Deno.test("runExport() refuses a folder that is in use or has no ledger", () =>
  withPlayed(async (dataDir, run) => {
    const lock = lockFolder(dataDir);
    await assert.rejects(run, /another qtc is running/);
    lock.release();
    rmSync(join(dataDir, "ledger.sqlite"));
    await assert.rejects(run, /": it is not there; name a folder in which/);
    assert.ok(!existsSync(join(dataDir, "runtime")));
  }));

Deno.test("runExport() says what a thread could not write, and lets go of the folder", () =>
  withPlayed(async (dataDir, run) => {
    const bars = join(dataDir, "prices", "minute_bars");
    mkdirSync(dirname(bars), { recursive: true });
    writeFileSync(bars, "in the way");
    await assert.rejects(run, {
      code: "unavailable",
      message: /^Cannot read ".*minute_bars-2013-10-07.parquet": /,
    });
    assert.match(
      (await checkLake(dataDir)).faults[0] ?? "",
      /the next start or qtc export completes it$/,
    );
    rmSync(bars);
    assert.equal((await run()).length, 1);
    assert.deepEqual((await checkLake(dataDir)).faults, []);
  }));

Deno.test("checkLake() takes a lake that is behind as it is while the folder is in use", () =>
  withPlayed(async (dataDir, run) => {
    await run();
    const lock = lockFolder(dataDir);
    const ledger = openLedger(dataDir);
    const minute = Date.parse("2013-10-08T13:30:00Z");
    ledger.commit({
      events: [{ kind: "missed", from: minute, minute, reason: "late" }],
    });
    const { facts, faults } = await checkLake(dataDir);
    assert.deepEqual(faults, []);
    assert.match(
      facts.at(-1) ?? "",
      /^the lake ends at event \d+, the ledger at \d+$/,
    );
    ledger.close();
    lock.release();
    assert.equal((await checkLake(dataDir)).faults.length, 1);
  }));
