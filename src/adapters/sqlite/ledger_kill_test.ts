import { strict as assert } from "node:assert";
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { sqliteLedger } from "./ledger.ts";
import { openDatabase } from "./schema.ts";
import { verifyLedger } from "./verify.ts";

/** Commits until it dies: two events and a state each time, then says so. */
const CHILD = `
  import { writeSync } from "node:fs";
  import { createHash } from "node:crypto";
  const { openDatabase } = await import(LEDGER + "schema.ts");
  const { sqliteLedger } = await import(LEDGER + "ledger.ts");
  const ledger = sqliteLedger(openDatabase(PATH));
  const start = ledger.load();
  for (let n = start.head.length / 2; n < 100000; n++) {
    const at = (n + 1) * 120000;
    const text = String(n);
    const hash = createHash("sha256").update(text).digest("hex");
    const missed = (minute) => ({ kind: "missed", from: minute, minute, reason: text });
    const { length } = ledger.commit({
      events: [missed(at), missed(at + 60000)],
      states: [{ teamId: "alpha", hash, text }],
    });
    if (n % 7 === 0) ledger.checkpoint(ledger.load().books);
    writeSync(1, length + "\\n");
  }
`;

Deno.test("commit() loses nothing that it acknowledged, and keeps no half, when the process is killed", async () => {
  const folder = mkdtempSync(`${tmpdir()}/qtc-kill-`);
  const path = `${folder}/ledger.sqlite`;
  try {
    for (const lines of [1, 23, 60]) {
      const acknowledged = await killAfter(lines, path);
      const database = openDatabase(path);
      const { head } = sqliteLedger(database).load();
      assert.ok(head.length >= acknowledged, `${head.length}`);
      assert.equal(head.length % 2, 0);
      assert.deepEqual(verifyLedger(database, head).faults, []);
      const newest = database.prepare(
        "select text from states order by seq desc limit 1",
      ).get();
      assert.equal(newest?.text, String(head.length / 2 - 1));
      database.close();
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
});

/** Runs the child until it has acknowledged so many commits; returns the last number. */
async function killAfter(lines: number, path: string): Promise<number> {
  const ledger = JSON.stringify(import.meta.resolve("./"));
  const code = CHILD.replaceAll("LEDGER", ledger)
    .replaceAll("PATH", JSON.stringify(path));
  const child = spawn(Deno.execPath(), ["eval", "--no-lock", code], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const ended = new Promise((resolve) => child.once("exit", resolve));
  let said = "";
  for await (const chunk of child.stdout) {
    said += chunk;
    if (said.split("\n").length > lines) child.kill("SIGKILL");
  }
  await ended;
  return Number(said.split("\n").at(-2));
}
