import { strict as assert } from "node:assert";
import { spawn } from "node:child_process";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { verifyFolder } from "../adapters/sqlite/data_folder.ts";
import { makeBackup } from "./backup.ts";
import { context, playedFolder, VERSION, withFolder } from "./fixture_test.ts";

const BACKUPS = 6;

/** A server's disk: commits, publishes, keeps and takes away files, for ever. */
const CHILD = `
  const { openLedger } = await import(ADAPTERS + "sqlite/data_folder.ts");
  const { statusFile } = await import(ADAPTERS + "system/status_file.ts");
  const { codeStore } = await import(ADAPTERS + "system/code_store.ts");
  const ledger = openLedger(DATA_DIR);
  const status = statusFile(DATA_DIR, { now: () => 0 });
  const store = codeStore(DATA_DIR);
  const bars = DATA_DIR + "/prices/minute_bars/today.parquet";
  const start = ledger.load().head.length;
  for (let n = 0; n < 100000; n++) {
    const at = Date.UTC(2030, 0, 1) + n * 60000;
    const head = ledger.commit({ events:
      [{ kind: "missed", from: at, minute: at, reason: String(n) }] });
    status.write(head, true);
    store.save("alpha", "code" + n, { script: "s", map: "{}" }, {});
    if (n > 2) {
      const old = DATA_DIR + "/team/alpha/strategy/code" + (n - 3);
      Deno.removeSync(old, { recursive: true });
    }
    Deno.writeTextFileSync(bars + ".new", String(n).repeat(1000));
    Deno.renameSync(bars + ".new", bars);
    Deno.stdout.writeSync(new TextEncoder().encode(head.length + "\\n"));
  }
`;

Deno.test("makeBackup() copies one state of a folder in which another process writes all the time", () =>
  withFolder(async (base) => {
    const dataDir = join(base, "data");
    let last = playedFolder(dataDir).length;
    const code = CHILD
      .replaceAll(
        "ADAPTERS",
        JSON.stringify(import.meta.resolve("../adapters/")),
      )
      .replaceAll("DATA_DIR", JSON.stringify(dataDir));
    const child = spawn(Deno.execPath(), ["eval", "--no-lock", code], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    const ended = new Promise((resolve) => child.once("exit", resolve));
    let said = "";
    child.stdout.on("data", (chunk) => said += chunk);
    const acknowledged = () => Number(said.split("\n").at(-2) ?? 0);
    /** Waits until the child has gone on. */
    const more = async (than: number): Promise<number> => {
      while (acknowledged() <= than && child.exitCode === null) {
        await new Promise<void>((resolve) => {
          child.stdout.once("data", () => resolve());
          child.once("exit", () => resolve());
        });
      }
      return acknowledged();
    };
    try {
      for (let n = 0; n < BACKUPS; n++) {
        const before = await more(last);
        const folder = join(base, `backup ${n}`);
        const { head } = await makeBackup({ dataDir, folder }, context());
        assert(head.length >= before, `${head.length} < ${before}`);
        assert.deepEqual(verifyFolder(folder, head).faults, []);
        const versions = readdirSync(join(folder, "team/alpha/strategy"));
        assert(versions.includes(VERSION));
        assert(versions.every((name) => !name.endsWith(".new")), `${versions}`);
        last = head.length;
      }
      assert.equal(child.exitCode, null);
    } finally {
      child.kill("SIGKILL");
      await ended;
    }
    // What a writer that was killed leaves can be copied as well.
    const { head } = await makeBackup({ dataDir }, context());
    assert.equal(head.length >= acknowledged(), true);
  }));
