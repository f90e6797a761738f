import { strict as assert } from "node:assert";
import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { lakeDisk } from "./disk.ts";
import { beginAnew, foldedUpTo } from "./heal.ts";
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
  writerOn,
} from "./lake_fixture_test.ts";
import { barsFile, parquetPath } from "./layout.ts";
import { ownersOf } from "./room.ts";

const BATCHES = longCompetition(9, Math.floor(2.5 * DAY_MINUTES));
const SOURCE = memorySource(BATCHES);

Deno.test("ownersOf() returns the account and all teams that there ever were", () => {
  const owners = [...ownersOf(SOURCE)].sort();
  assert.deepEqual(owners, [
    "qtc-alpha",
    "team/7",
    "team/alpha",
    "team/beta",
  ]);
  assert.deepEqual([...ownersOf(memorySource())], ["qtc-alpha"]);
});

/** Returns where files of a folder were moved, without the time. */
function movedIn(folder: string): string[] {
  return everything(folder).filter((path) => path.startsWith("lake.before"))
    .map((path) => path.replace(/^lake\.before-\d{8}T\d{6}Z\//, ""));
}

/** What another system may have left in the places of a lake. */
const FOREIGN: Readonly<Record<string, string>> = {
  [barsFile("2011-01-03")]: "prices of a day that the ledger knows nothing of",
  "team/oldteam/trades.jsonl": "trades\n",
  "team/oldteam/portfolio/2011-01-03.jsonl": "a day\n",
  "team/oldteam/portfolio/portfolio.parquet": "many days",
};

function put(folder: string, files: Readonly<Record<string, string>>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
}

Deno.test("makeRoom() leaves files alone that no file of the ledger can be", () =>
  withFolder((folder) => {
    put(folder, FOREIGN);
    for (let start = 0; start < 3; start++) {
      writeAll(folder, SOURCE);
      const found = contents(folder);
      for (const [path, text] of Object.entries(FOREIGN)) {
        assert.equal(found[path], text);
      }
      if (start === 1) rmSync(join(folder, "runtime/lake.json"));
    }
  }));

Deno.test("makeRoom() moves aside what lies in the lake's places without a catalogue, and says so once", () =>
  withFolder((folder) => {
    const day = barsFile(SOURCE.barDays(0, Infinity)[0]!);
    const foreign = {
      [day]: "these are no bars",
      "team/alpha/trades.jsonl": "my trades\n",
      "team/alpha/portfolio/2011-01-03.jsonl": '{"seq":3}\n',
      [parquetPath("team/beta")]: "no table of ours",
      "qtc-alpha/metrics.jsonl": "mine\n",
    };
    put(folder, foreign);
    const log = memoryLog();
    writeAll(folder, SOURCE, { log });
    assert.deepEqual(movedIn(folder), [
      "qtc-alpha/metrics.jsonl",
      "team/alpha/portfolio/2011-01-03.jsonl",
      "team/alpha/trades.jsonl",
    ]);
    for (const path of [day, parquetPath("team/beta")]) {
      const aside = readFileSync(join(folder, `${path}.unreadable`), "utf8");
      assert.equal(aside, foreign[path]);
    }
    const said = log.lines.filter((line) => line.includes("Moved files"));
    assert.equal(said.length, 1);
    assert.match(said[0]!, /lake\.before-\d{8}T\d{6}Z": the lake did not/);
    const clean = contents(folder);
    rmSync(folder, { recursive: true });
    mkdirSync(folder);
    writeAll(folder, SOURCE);
    assert.deepEqual(clean, contents(folder));
  }));

Deno.test("makeRoom() loses nothing with a lost catalogue, and makes the same files", () =>
  withFolder((folder) => {
    writeAll(folder, SOURCE);
    const before = contents(folder);
    rmSync(join(folder, "runtime/lake.json"));
    writeAll(folder, SOURCE);
    assert.deepEqual(contents(folder), before);
    const kept = Object.keys(before).filter((path) =>
      !path.startsWith("prices/")
    );
    assert.deepEqual(movedIn(folder), kept);
  }));

Deno.test("makeRoom() clears the places for a team that joins where files lie already", () =>
  withFolder((folder) => {
    const source = memorySource(BATCHES.slice(0, 1));
    const writer = writerOn(folder, source);
    while (writer.step());
    const [owner = ""] = Object.keys(contentsOfAll()).flatMap((path) =>
      /^team\/[^/]+/.exec(path) ?? []
    );
    put(folder, {
      [`${owner}/metrics.jsonl`]: "before\n",
      [parquetPath(owner)]: "before",
    });
    const next = writerOn(folder, source);
    for (const batch of BATCHES.slice(1)) source.commit(batch);
    while (next.step());
    assert.deepEqual(movedIn(folder), [`${owner}/metrics.jsonl`]);
    const unreadable = `${parquetPath(owner)}.unreadable`;
    assert.equal(readFileSync(join(folder, unreadable), "utf8"), "before");
    assert.deepEqual(contents(folder), contentsOfAll());
  }));

function contentsOfAll(): Record<string, string> {
  const folder = mkdtempSync(join(tmpdir(), "qtc-lake-"));
  try {
    writeAll(folder, SOURCE);
    return contents(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

Deno.test("beginAnew() removes what the catalogue names and moves aside what else is there", () =>
  withFolder((folder) => {
    writeAll(folder, SOURCE);
    const days = everything(folder).filter((path) =>
      path.startsWith("prices/")
    );
    const foreign = {
      ...FOREIGN,
      "team/beta/notes.txt": "mine",
      "team/alpha/portfolio/2011-01-03.jsonl": "mine\n",
      [parquetPath("team/beta")]: "damaged",
      [days[0]!]: "damaged",
    };
    put(folder, foreign);
    const disk = lakeDisk(folder, publish);
    beginAnew({ disk, source: SOURCE, log: memoryLog() });
    const rest = everything(folder)
      .map((path) => path.replace(/^lake\.before-[^/]+/, "before"));
    assert.deepEqual(
      rest.sort(),
      [
        ...Object.keys(FOREIGN),
        "before/team/alpha/portfolio/2011-01-03.jsonl",
        `${days[0]}.unreadable`,
        "runtime/lake.json",
        "team/beta/notes.txt",
        `${parquetPath("team/beta")}.unreadable`,
      ].sort(),
    );
    assert.equal(foldedUpTo(disk, "team/alpha"), 0);
    assert.equal(foldedUpTo(disk, "team/oldteam"), "unreadable");
  }));
