import { strict as assert } from "node:assert";
import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import {
  openLedger,
  readIdentity,
  verifyFolder,
} from "../adapters/sqlite/data_folder.ts";
import { unfinishedPath } from "../adapters/sqlite/unfinished.ts";
import { lockFolder } from "../adapters/system/folder_lock.ts";
import { readStatusFile } from "../adapters/system/status_file.ts";
import {
  contentsOf,
  context,
  filesIn,
  playedFolder,
  withFolder,
} from "./fixture_test.ts";
import { resetCommand } from "./reset.ts";

/** Lines of text that a reset does not touch. */
const KEPT = ["external_strategies/alpha/strategy.ts", "notes.txt"];
const BACKUP = "backups/20261120T143102Z";

/** Runs work with a folder in which a competition has taken place. */
function withCompetition(
  work: (dataDir: string) => Promise<void>,
): Promise<void> {
  return withFolder((folder) => {
    playedFolder(folder);
    return work(folder);
  });
}

/** Runs the command; the answer is what a terminal's user types. */
async function reset(
  dataDir: string,
  { keepTeams = false, answer }: { keepTeams?: boolean; answer?: string },
): Promise<{ code: number; lines: string[] }> {
  const said = context();
  const code = await resetCommand(
    { dataDir, keepTeams, yes: answer === undefined },
    { ...said, confirm: (word) => answer === word },
  );
  return { code, lines: said.lines };
}

Deno.test("resetCommand() removes the competition after a backup, and nothing of others", () =>
  withCompetition(async (dataDir) => {
    const published = readStatusFile(dataDir);
    const { code, lines } = await reset(dataDir, { answer: "reset" });
    assert.equal(code, 0);
    assert.equal(
      lines[1],
      "  removes api_keys.json, auth.sqlite, ledger.sqlite, prices, " +
        "qtc-alpha, runtime, team",
    );
    assert.equal(lines[2], "  keeps   external_strategies, logs, notes.txt");
    const left = filesIn(dataDir).filter((path) => !path.startsWith(BACKUP));
    assert.deepEqual(left, [KEPT[0], "logs/qtc_alpha.log", KEPT[1]]);
    const backup = join(dataDir, BACKUP);
    assert.deepEqual(verifyFolder(backup, published).faults, []);
    assert.equal(readIdentity(dataDir, readStatusFile(dataDir)), undefined);
    openLedger(dataDir).close();
  }));

Deno.test("resetCommand() keeps keys, users and strategies when the teams stay", () =>
  withCompetition(async (dataDir) => {
    for (const name of ["-wal", ".v1", ".v1.2"]) {
      writeFileSync(join(dataDir, `ledger.sqlite${name}`), "");
    }
    writeFileSync(join(dataDir, "ledger.sqlite.mine"), "");
    const before = contentsOf(dataDir);
    const { lines } = await reset(dataDir, { keepTeams: true });
    assert.match(
      lines[1] ?? "",
      /runtime, team\/\*\/\*\.jsonl, team\/\*\/portfolio$/,
    );
    assert.match(lines[2] ?? "", /notes.txt, team\/\*\/strategy$/);
    assert.match(lines.at(-1) ?? "", /with the same keys$/);
    const left = Object.entries(contentsOf(dataDir)).filter(([path]) =>
      !path.startsWith(BACKUP)
    );
    const gone =
      /^(ledger\.sqlite(-wal|\.v.*)?$|prices|qtc-alpha|runtime|team\/\w+\/(\w+\.jsonl|portfolio))/;
    assert.deepEqual(
      left,
      Object.entries(before).filter(([path]) => !gone.test(path)),
    );
  }));

Deno.test("resetCommand() changes nothing when it is not sure, cannot ask, or must not", () =>
  withCompetition(async (dataDir) => {
    const before = contentsOf(dataDir);
    const { code, lines } = await reset(dataDir, { answer: "yes" });
    assert.equal(code, 1);
    assert.equal(lines.at(-1), "Nothing was changed");
    const options = { dataDir, keepTeams: false, yes: false };
    const dumb = { ...context(), confirm: () => undefined };
    await assert.rejects(resetCommand(options, dumb), {
      code: "invalid",
      message: /there is no terminal to ask on; add --yes$/,
    });
    const other = lockFolder(dataDir);
    await assert.rejects(reset(dataDir, {}), {
      code: "conflict",
      message: /another qtc is running on it$/,
    });
    other.abandon();
    assert.deepEqual(contentsOf(dataDir), before);
    writeFileSync(join(dataDir, "backups"), "in the way");
    await assert.rejects(reset(dataDir, {}), { code: "unavailable" });
    const { backups: _, ...rest } = contentsOf(dataDir);
    assert.deepEqual(rest, before);
  }));

Deno.test("resetCommand() goes on with one that was interrupted, without a second backup", () =>
  withCompetition(async (dataDir) => {
    await Deno.rename(
      join(dataDir, "ledger.sqlite"),
      unfinishedPath(dataDir, "reset"),
    );
    for (const published of [readStatusFile(dataDir), undefined]) {
      assert.throws(() => readIdentity(dataDir, published), {
        code: "conflict",
        message: /a reset of it was interrupted; run qtc reset again$/,
      });
    }
    const { lines } = await reset(dataDir, {});
    assert.match(lines[3] ?? "", /goes on with one that was interrupted/);
    assert.deepEqual(readdirSync(dataDir).sort(), [
      "external_strategies",
      "logs",
      "notes.txt",
    ]);
  }));

Deno.test("resetCommand() refuses a folder without a competition, and makes none", () =>
  withFolder(async (folder) => {
    const dataDir = join(folder, "data");
    const refused = (code: string, message: RegExp) =>
      assert.rejects(reset(dataDir, {}), { code, message });
    await refused("not_found", /it has no ledger.sqlite$/);
    assert.deepEqual(readdirSync(folder), []);
    mkdirSync(dataDir);
    writeFileSync(unfinishedPath(dataDir, "restore"), "");
    await refused("conflict", /a restore of it was interrupted/);
    assert.deepEqual(readdirSync(dataDir), ["ledger.sqlite.restore"]);
  }));
