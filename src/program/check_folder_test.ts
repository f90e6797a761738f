import { strict as assert } from "node:assert";
import { appendFileSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { readStatusFile } from "../adapters/system/status_file.ts";
import { makeBackup } from "./backup.ts";
import { checkFolder } from "./check_folder.ts";
import {
  contentsOf,
  context,
  playedFolder,
  VERSION,
  withFolder,
} from "./fixture_test.ts";
import { restoreBackup } from "./restore.ts";
import { verifyCommand } from "./verify.ts";

const ALPHA = `team/alpha/strategy/${VERSION}`;
const BARS =
  "prices/minute_bars/y=2013/m=10/d=7/minute_bars-2013-10-07.parquet";

/** What may happen to a folder, and the fault that must be found. */
const DAMAGES: Record<
  string,
  [(at: (path: string) => string) => void, RegExp]
> = {
  "the code of a team is gone": [
    (at) => rmSync(at("team/alpha/strategy"), { recursive: true }),
    new RegExp(`^${ALPHA} is missing$`),
  ],
  "a team's folder is gone": [
    (at) => rmSync(at("team/alpha"), { recursive: true }),
    new RegExp(`^${ALPHA} is missing$`),
  ],
  "a script is another": [
    (at) => change(at(`${ALPHA}/bundle.js`)),
    new RegExp(`^${ALPHA}/bundle\\.js is another than was saved$`),
  ],
  "a map is gone": [
    (at) => rmSync(at(`${ALPHA}/bundle.js.map`)),
    new RegExp(`^${ALPHA}/bundle\\.js\\.map is missing$`),
  ],
  "a source is another": [
    (at) => change(at(`${ALPHA}/source/strategy.ts`)),
    new RegExp(`^${ALPHA}/source/strategy\\.ts is another than was saved$`),
  ],
  "a source was added": [
    (at) => writeFileSync(at(`${ALPHA}/source/more.ts`), ""),
    new RegExp(`^${ALPHA}/source: its files are others than were saved$`),
  ],
  "a source is another, of a version without digests": [
    (at) => {
      rmSync(at(`${ALPHA}/digests.json`));
      change(at(`${ALPHA}/source/strategy.ts`));
    },
    new RegExp(`^${ALPHA}/source: its files are others than were saved$`),
  ],
  "the digests are torn": [
    (at) => writeFileSync(at(`${ALPHA}/digests.json`), "{"),
    new RegExp(`^${ALPHA}/digests\\.json cannot be read$`),
  ],
  "the keys are gone": [
    (at) => rmSync(at("api_keys.json")),
    /^api_keys\.json has no key of .*alpha, beta; the next start makes/,
  ],
  "a key is gone": [
    (at) => {
      const { alpha: _, ...keys } = JSON.parse(
        readFileSync(at("api_keys.json"), "utf8"),
      );
      writeFileSync(at("api_keys.json"), JSON.stringify(keys));
    },
    /^api_keys\.json has no key of alpha; /,
  ],
  "the keys are no keys": [
    (at) => writeFileSync(at("api_keys.json"), '"zz"'),
    /^Cannot read keys ".*api_keys\.json": it must be \{team_id: key\}/,
  ],
  "the bars of a day are damaged": [
    (at) => change(at(BARS)),
    /minute_bars-2013-10-07\.parquet/,
  ],
};

/** Changes one byte in the middle of a file, in a file of its own. */
function change(path: string): void {
  const bytes = readFileSync(path);
  const middle = bytes.length >> 1;
  bytes[middle] = (bytes[middle] ?? 0) ^ 1;
  rmSync(path);
  writeFileSync(path, bytes);
}

for (const [what, [damage, fault]] of Object.entries(DAMAGES)) {
  Deno.test(`checkFolder() finds that ${what}; backup and restore refuse it`, () =>
    withFolder(async (base) => {
      const dataDir = join(base, "data");
      const folder = join(base, "backup");
      playedFolder(dataDir);
      const check = async (path: string) => {
        const published = readStatusFile(path);
        const { faults } = await checkFolder(path, {
          published,
          files: "bars",
        });
        return faults;
      };
      assert.deepEqual(await check(dataDir), []);
      await makeBackup({ dataDir, folder }, context());
      damage((path) => join(folder, path));
      const [first, ...more] = await check(folder);
      assert.match(first ?? "", fault);
      assert.deepEqual(more, []);
      const again = join(base, "again");
      await assert.rejects(
        restoreBackup({ folder, dataDir: again }, context()),
        (error: Error) => {
          assert.ok(error.message.includes(`it is damaged (${first})`));
          return true;
        },
      );
      assert.throws(() => readFileSync(again), { code: "ENOENT" });
      const before = contentsOf(folder);
      await assert.rejects(
        makeBackup({ dataDir: folder, folder: join(base, "b") }, context()),
        {
          code: "conflict",
          message:
            `Cannot back up "${folder}": it does not agree (${first}); ` +
            "qtc verify says more",
        },
      );
      assert.deepEqual(contentsOf(folder), before);
    }));
}

Deno.test("checkFolder() does not ask a team that has left for a key", () =>
  withFolder(async (folder) => {
    const published = playedFolder(folder);
    const { books } = await checkFolder(folder, { published, files: "bars" });
    assert.equal(books.teams.get("7")?.active, false);
    const { "7": _, ...keys } = JSON.parse(
      readFileSync(join(folder, "api_keys.json"), "utf8"),
    );
    writeFileSync(join(folder, "api_keys.json"), JSON.stringify(keys));
    const { faults } = await checkFolder(folder, { published, files: "bars" });
    assert.deepEqual(faults, []);
  }));

Deno.test("verifyCommand() fails when code or keys are not as they were", () =>
  withFolder(async (dataDir) => {
    playedFolder(dataDir);
    for (const name of ["qtc-alpha", "prices", "team/alpha/portfolio"]) {
      rmSync(join(dataDir, name), { recursive: true });
    }
    rmSync(join(dataDir, "team/alpha/trades.jsonl"));
    const said = context();
    assert.equal(await verifyCommand({ dataDir }, said), 0);
    appendFileSync(join(dataDir, ALPHA, "bundle.js"), "//");
    assert.equal(await verifyCommand({ dataDir }, said), 1);
    assert.ok(
      said.lines.includes(
        `WRONG: ${ALPHA}/bundle.js is another than was saved`,
      ),
      said.lines.join("\n"),
    );
  }));
