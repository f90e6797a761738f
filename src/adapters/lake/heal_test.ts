import { strict as assert } from "node:assert";
import {
  appendFileSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { lakeDisk } from "./disk.ts";
import { healLake } from "./heal.ts";
import {
  contents,
  DAY_MINUTES,
  everything,
  longCompetition,
  memoryLog,
  memorySource,
  publish,
  withFolder,
  writeAll,
} from "./lake_fixture_test.ts";
import { listLake, parquetPath } from "./layout.ts";

const BATCHES = longCompetition(9, Math.floor(2.5 * DAY_MINUTES));
const SOURCE = memorySource(BATCHES);

function heal(folder: string) {
  const disk = lakeDisk(folder, publish);
  return healLake({ disk, source: SOURCE, log: memoryLog(), logsFrom: 0 });
}

/** Does something to a whole lake, and requires that a start mends it. */
function mends(act: (folder: string) => void): Promise<void> {
  return withFolder((folder) => {
    writeAll(folder, SOURCE);
    const before = contents(folder);
    act(folder);
    assert.notDeepEqual(contents(folder), before);
    writeAll(folder, SOURCE);
    assert.deepEqual(contents(folder), before);
  });
}

Deno.test("healLake() finds nothing missing after a clean stop", () =>
  withFolder((folder) => {
    const { seq } = writeAll(folder, SOURCE);
    const healed = heal(folder);
    assert.equal(healed.from, seq);
    for (const path of listLake(folder)) {
      assert.equal(healed.hasUpTo(path), seq);
    }
  }));

Deno.test("healLake() removes what was about to be published, and nothing else", () =>
  withFolder((folder) => {
    writeAll(folder, SOURCE).finish();
    const before = everything(folder);
    const tables = listLake(folder).filter((path) => path.endsWith(".parquet"));
    for (const path of tables) {
      writeFileSync(join(folder, `${path}.new`), "PAR");
    }
    writeFileSync(join(folder, "team/alpha/notes.new"), "mine");
    heal(folder);
    const bars = tables.filter((path) => path.startsWith("prices/"))
      .sort((a, b) => a.slice(-18) < b.slice(-18) ? -1 : 1).at(-1)!;
    assert.deepEqual(
      everything(folder),
      [...before, "team/alpha/notes.new"].filter((path) => path !== bars)
        .sort(),
    );
  }));

Deno.test("healLake() names the last event that a torn file still has", () =>
  withFolder((folder) => {
    const { seq } = writeAll(folder, SOURCE);
    const path = "team/alpha/metrics.jsonl";
    const lines = readFileSync(join(folder, path), "utf8").split("\n");
    truncateSync(join(folder, path), lines.slice(0, 5).join("\n").length + 9);
    const healed = heal(folder);
    assert.equal(healed.from, JSON.parse(lines[4]!).seq);
    assert.equal(healed.hasUpTo(path), healed.from);
    assert.equal(healed.hasUpTo("team/beta/metrics.jsonl"), seq);
    assert.deepEqual(
      readFileSync(join(folder, path), "utf8"),
      `${lines.slice(0, 5).join("\n")}\n`,
    );
  }));

Deno.test("healLake() lets each file be deleted", async () => {
  await withFolder(async (folder) => {
    writeAll(folder, SOURCE);
    for (const path of listLake(folder)) {
      await mends((folder) => rmSync(join(folder, path)));
    }
  });
});

Deno.test("healLake() mends every file of lines that was cut anywhere", async () => {
  await withFolder(async (folder) => {
    writeAll(folder, SOURCE);
    for (const [path, text] of Object.entries(contents(folder))) {
      if (!path.endsWith(".jsonl")) continue;
      for (const part of [0, 0.3, 1 - 1 / text.length]) {
        const bytes = Math.floor(part * text.length);
        await mends((folder) => truncateSync(join(folder, path), bytes));
      }
    }
  });
});

for (
  const [what, act] of [
    ["zeros at the end of a file", (folder: string) => {
      const path = join(folder, "team/beta/trades.jsonl");
      const bytes = readFileSync(path);
      writeFileSync(path, bytes.fill(0, bytes.length - 700));
    }],
    ["lines that were begun and not noted", (folder: string) => {
      appendFileSync(join(folder, "team/alpha/metrics.jsonl"), '{"seq":9');
      writeFileSync(join(folder, "team/alpha/errors.jsonl"), '{"seq":9}\n');
    }],
    ["a file that lost its beginning", (folder: string) => {
      const path = join(folder, "qtc-alpha/metrics.jsonl");
      writeFileSync(
        path,
        readFileSync(path, "utf8").split("\n").slice(2).join("\n"),
      );
    }],
    ["a lost catalogue and a changed file", (folder: string) => {
      rmSync(join(folder, "runtime/lake.json"));
      appendFileSync(join(folder, "qtc-alpha/metrics.jsonl"), "{}\n");
    }],
    ["a torn catalogue and a missing day", (folder: string) => {
      truncateSync(join(folder, "runtime/lake.json"), 20);
      rmSync(join(folder, parquetPath("team/beta")));
    }],
    ["a lake of another ledger", (folder: string) => {
      const other = longCompetition(10, 2 * DAY_MINUTES);
      rmSync(join(folder, "runtime/lake.json"));
      writeAll(folder, memorySource(other));
    }],
  ] as const
) {
  Deno.test(`healLake() mends ${what}`, () => mends(act));
}

Deno.test("healLake() mends a folded file that is an older one", () =>
  withFolder((folder) => {
    const path = join(folder, parquetPath("team/alpha"));
    const half = Math.floor(BATCHES.length * 0.4);
    writeAll(folder, memorySource(BATCHES.slice(0, half)));
    const older = readFileSync(path);
    writeAll(folder, SOURCE);
    const before = contents(folder);
    assert.ok(older.length < readFileSync(path).length);
    writeFileSync(path, older);
    writeAll(folder, SOURCE);
    assert.deepEqual(contents(folder), before);
  }));
