import { strict as assert } from "node:assert";
import {
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { verifyFolder } from "../adapters/sqlite/data_folder.ts";
import { makeOlder } from "../adapters/sqlite/fixture_test.ts";
import { lockFolder } from "../adapters/system/folder_lock.ts";
import { readStatusFile } from "../adapters/system/status_file.ts";
import { backupCommand, makeBackup } from "./backup.ts";
import { checkFolder } from "./check_folder.ts";
import {
  contentsOf,
  context,
  filesIn,
  playedFolder,
  VERSION,
  withFolder,
} from "./fixture_test.ts";

/** What a backup of the played folder holds. */
const HELD = [
  "api_keys.json",
  "auth.sqlite",
  "ledger.sqlite",
  "prices/minute_bars/y=2013/m=10/d=7/minute_bars-2013-10-07.parquet",
  "runtime/status.json",
  ...["7", "alpha", "beta"].flatMap((team) =>
    [VERSION, "c0de2"].toSorted().flatMap((version) =>
      ["bundle.js", "bundle.js.map", "digests.json", "source/strategy.ts"].map(
        (file) => `team/${team}/strategy/${version}/${file}`,
      )
    )
  ),
];
const BARS = HELD[3] as string;

Deno.test("makeBackup() copies the ledger of an older version as it is, and checks it", () =>
  withFolder(async (folder) => {
    const dataDir = join(folder, "data");
    const head = playedFolder(dataDir);
    const ledger = new DatabaseSync(join(dataDir, "ledger.sqlite"));
    makeOlder(ledger, 1);
    ledger.close();
    const to = join(folder, "there");
    const report = await makeBackup({ dataDir, folder: to }, context());
    assert.deepEqual(report.head, head);
    const copy = new DatabaseSync(join(to, "ledger.sqlite"), {
      readOnly: true,
    });
    assert.equal(copy.prepare("pragma user_version").get()?.user_version, 1);
    copy.close();
    const { faults } = await checkFolder(to, {
      published: head,
      files: "bars",
    });
    assert.deepEqual(faults, []);
  }));

Deno.test("makeBackup() copies what cannot be made again, checked, and nothing else", () =>
  withFolder(async (folder) => {
    const dataDir = join(folder, "data");
    const head = playedFolder(dataDir);
    const before = contentsOf(dataDir);
    const to = join(folder, "there");
    const report = await makeBackup({ dataDir, folder: `${to}/` }, context());
    assert.equal(report.folder, to);
    assert.deepEqual(report.head, head);
    assert.deepEqual(filesIn(to), HELD);
    assert.deepEqual(readStatusFile(to), head);
    assert.deepEqual(verifyFolder(to, head).faults, []);
    assert.deepEqual(contentsOf(dataDir), before);
    for (const path of HELD.filter((path) => !path.includes(".sqlite"))) {
      const text = readFileSync(join(to, path), "utf8");
      assert.equal(text, readFileSync(join(dataDir, path), "utf8"), path);
    }
    const sum = HELD.reduce(
      (sum, path) => sum + statSync(join(to, path)).size,
      0,
    );
    assert.equal(report.bytes, sum);
    using auth = new DatabaseSync(join(to, "auth.sqlite"));
    assert.equal(auth.prepare("select name from users").get()?.name, "ann");
    assert.deepEqual(readdirSync(folder).sort(), ["data", "there"]);
    assert(!readdirSync(to).includes(".lock"));
  }));

Deno.test("makeBackup() lets nobody else read keys, and links what never changes", () =>
  withFolder(async (folder) => {
    const dataDir = join(folder, "data");
    playedFolder(dataDir);
    const to = join(folder, "there");
    await makeBackup({ dataDir, folder: to }, context());
    const mode = (path: string) => statSync(join(to, path)).mode & 0o777;
    assert.deepEqual(
      ["", "api_keys.json", "auth.sqlite"].map(mode),
      [0o700, 0o600, 0o600],
    );
    const isLinked = (path: string) =>
      statSync(join(to, path)).ino === statSync(join(dataDir, path)).ino;
    assert.deepEqual(
      HELD.filter(isLinked),
      HELD.filter((path) => /strategy|prices/.test(path)),
    );
  }));

Deno.test("makeBackup() copies what the system does not link", () =>
  withFolder(async (folder) => {
    const dataDir = join(folder, "data");
    playedFolder(dataDir);
    const to = join(folder, "there");
    let asked = 0;
    const link = () => {
      asked++;
      throw new Error("EXDEV");
    };
    await makeBackup({ dataDir, folder: to, link }, context());
    assert.deepEqual(filesIn(to), HELD);
    assert.notEqual(
      statSync(join(to, BARS)).ino,
      statSync(join(dataDir, BARS)).ino,
    );
    assert.equal(asked, 1);
  }));

Deno.test("backupCommand() takes a new folder below backups, and says what is in it", () =>
  withFolder(async (folder) => {
    const dataDir = join(folder, "data");
    const head = playedFolder(dataDir);
    const said = context();
    for (const name of ["20261120T143102Z", "20261120T143102Z-2"]) {
      assert.equal(await backupCommand({ dataDir }, said), 0);
      const path = join(dataDir, "backups", name);
      assert.deepEqual(filesIn(path), HELD);
      assert.equal(said.lines[0], `Backup: ${path}`);
      assert.equal(said.lines[1], `  ${head.length} events, head ${head.hash}`);
      assert.match(said.lines[2] ?? "", /^ {2}\d+\.\d MB in 0\.0 s, all of it/);
      said.lines.length = 0;
    }
  }));

Deno.test("makeBackup() needs a ledger and an empty folder, and leaves nothing when it is refused", () =>
  withFolder(async (folder) => {
    const dataDir = join(folder, "data");
    const to = join(folder, "there");
    const refused = (code: string, message: RegExp) =>
      assert.rejects(makeBackup({ dataDir, folder: to }, context()), {
        code,
        message,
      });
    await refused("not_found", /Cannot back up ".*": it has no ledger/);
    playedFolder(dataDir);
    writeFileSync(to, "");
    await refused("conflict", /it is no folder; give a new folder$/);
    Deno.removeSync(to);
    mkdirSync(to);
    writeFileSync(join(to, "a"), "");
    await refused("conflict", /it is not empty; give a new folder$/);
    Deno.removeSync(join(to, "a"));
    const other = lockFolder(`${to}.partial`);
    await refused("conflict", /^Cannot write backup ".*there": another qtc/);
    other.abandon();
    await assert.rejects(
      makeBackup({ dataDir, folder: "/proc/x" }, context()),
      {
        code: "unavailable",
        message: /^Cannot write backup "\/proc\/x": (?!Cannot)/,
      },
    );
    using ledger = new DatabaseSync(join(dataDir, "ledger.sqlite"));
    ledger.exec("update events set body = replace(body, '0', '1')");
    await refused("conflict", /it does not agree \(event 2 /);
    assert.deepEqual(readdirSync(folder).sort(), ["data", "there"]);
  }));

Deno.test("makeBackup() refuses a ledger that is shorter than the one that was published", () =>
  withFolder(async (folder) => {
    const dataDir = join(folder, "data");
    playedFolder(dataDir);
    using ledger = new DatabaseSync(join(dataDir, "ledger.sqlite"));
    ledger.exec("delete from events where seq = (select max(seq) from events)");
    await assert.rejects(makeBackup({ dataDir }, context()), {
      code: "conflict",
      message: /missing at the end/,
    });
    assert(!readdirSync(dataDir).includes("backups"));
  }));

Deno.test("makeBackup() removes what an interrupted one has left", () =>
  withFolder(async (folder) => {
    const dataDir = join(folder, "data");
    playedFolder(dataDir);
    const to = join(folder, "there");
    mkdirSync(join(`${to}.partial`, "team/gone/strategy"), { recursive: true });
    writeFileSync(join(`${to}.partial`, ".lock"), "");
    writeFileSync(join(`${to}.partial`, "ledger.sqlite"), "torn");
    await makeBackup({ dataDir, folder: to }, context());
    assert.deepEqual(filesIn(to), HELD);
    assert.deepEqual(readdirSync(folder).sort(), ["data", "there"]);
  }));
