import { strict as assert } from "node:assert";
import { join } from "node:path";
import { get, ledgerReaches } from "./http.ts";
import { listing } from "./folder_listing.ts";
import { damage } from "./ledger_file.ts";
import { type Refusal, refused } from "./refused.ts";
import { run, start, tempFolder } from "./qtc.ts";
import { writeTeams } from "./teams.ts";

const RUN = ["--registry", "teams.yaml", "--port", "0"];
const START = [...RUN, "--at", "2026-11-18", "--speed", "max"];
const BARS = "symbol,timestamp,open,high,low,close,volume\n" +
  "AAPL,2026-11-18T14:30:00Z,100,101,99,100.5,100000\n";

interface Case extends Refusal {
  /** What is done to the data folder before. */
  readonly prepare?: (dataDir: string) => void;
}

const CASES: Readonly<Record<string, Case>> = {
  "it is of another seed": {
    args: [...RUN, "--seed", "8"],
    says: [/its seed is 1, not 8/, /--data-dir/],
  },
  "it is of another feed": {
    args: [...RUN, "--feed", "recorded", "--bars", "bars"],
    says: [/its feed is simulated, not recorded/],
  },
  "it is of another clock and seed, both said": {
    args: [...RUN, "--at", "now", "--seed", "8"],
    says: [/its clock is simulated, not wall/, /its seed is 1, not 8/],
  },
  "its ledger is gone": {
    prepare: removeLedger,
    args: RUN,
    says: [/ledger\.sqlite is gone/],
  },
  "a newer version wrote its ledger": {
    prepare: (dataDir) => damage(dataDir, "pragma user_version = 99"),
    args: RUN,
    says: [/version 99 is newer/],
  },
  "its ledger is another program's": {
    prepare: (dataDir) =>
      damage(
        dataDir,
        "drop table events; drop table bars; pragma user_version = 0",
      ),
    args: RUN,
    says: [/no tables of this program/],
  },
  "its ledger is not a database": {
    prepare(dataDir) {
      const path = join(dataDir, "ledger.sqlite");
      Deno.writeTextFileSync(path, "not a database\n".repeat(1_000));
    },
    args: RUN,
    says: [/Cannot open ledger/],
  },
  "its keys cannot be read": {
    prepare: (dataDir) =>
      Deno.writeTextFileSync(join(dataDir, "api_keys.json"), '{"quiet": "k'),
    args: RUN,
    says: [/api_keys\.json": it is not JSON/],
  },
  "its ledger is gone, its status was cut off": {
    prepare(dataDir) {
      removeLedger(dataDir);
      Deno.writeTextFileSync(join(dataDir, "runtime", "status.json"), "{");
    },
    args: RUN,
    says: [/ledger\.sqlite is gone|status\.json/],
  },
};

Deno.test("a data folder is refused with 2, and nothing written", async (t) => {
  await using made = await tempFolder();
  await writeTeams(made.path, { quiet: "quiet" });
  await Deno.mkdir(join(made.path, "bars"));
  await Deno.writeTextFile(join(made.path, "bars", "a.csv"), BARS);
  const { code, stderr } = await run([...START, "--duration", "3"], {
    cwd: made.path,
  });
  assert.equal(code, 0, stderr);
  for (const [name, { prepare, ...refusal }] of Object.entries(CASES)) {
    await t.step(name, async () => {
      await using folder = await tempFolder();
      copy(made.path, folder.path);
      prepare?.(join(folder.path, "data"));
      await refused(folder.path, refusal);
    });
  }
  await t.step("but for none of these reasons when it is right", async () => {
    const { code, stderr } = await run([
      ...RUN,
      "--duration",
      "1",
      "--speed",
      "max",
    ], {
      cwd: made.path,
    });
    assert.equal(code, 0, stderr);
  });
});

Deno.test("keys that cannot be read are refused with 2 before a ledger is made", async () => {
  await using folder = await tempFolder();
  await writeTeams(folder.path, { quiet: "quiet" });
  await Deno.mkdir(join(folder.path, "data"));
  const path = join(folder.path, "data", "api_keys.json");
  await Deno.writeTextFile(path, "[]", { mode: 0o600 });
  await refused(folder.path, { args: START, says: [/api_keys\.json/] });
});

Deno.test("a second instance on a data folder is refused with 2, the first goes on", async () => {
  await using folder = await tempFolder();
  await writeTeams(folder.path, { quiet: "quiet" });
  const args = ["--registry", "teams.yaml", "--at", "2026-11-18"];
  await using first = await start([...args, "--speed", "600"], {
    cwd: folder.path,
  });
  const before = await ledgerReaches(first.url, 20);
  const names = () => listing(folder.path).map((line) => line.split(" ")[0]);
  const namesBefore = names();
  const second = await run(START, { cwd: folder.path });
  assert.equal(second.code, 2, second.stderr);
  assert.equal(second.stdout, "");
  assert.match(
    second.stderr,
    /^Cannot use data folder "\.\/data": another qtc is running on it\n$/,
  );
  assert.deepEqual(names(), namesBefore);
  await ledgerReaches(first.url, before.ledger.length + 20);
  assert.equal((await get(first.url, "/healthz")).status, 200);
  assert.equal((await first.stop()).code, 0);
  const { code, stdout } = await run(["verify"], { cwd: folder.path });
  assert.equal(code, 0, stdout);
});

function removeLedger(dataDir: string): void {
  for (const { name } of [...Deno.readDirSync(dataDir)]) {
    if (name.startsWith("ledger")) Deno.removeSync(join(dataDir, name));
  }
}

function copy(from: string, to: string): void {
  for (const { name, isDirectory } of Deno.readDirSync(from)) {
    const [source, target] = [join(from, name), join(to, name)];
    if (isDirectory) {
      Deno.mkdirSync(target);
      copy(source, target);
    } else Deno.copyFileSync(source, target);
  }
}
