import { strict as assert } from "node:assert";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { openHistory } from "../../src/adapters/sqlite/bar_reader.ts";
import { verifyFolder } from "../../src/adapters/sqlite/data_folder.ts";
import { random } from "../../src/domain/random.ts";
import { checkLake } from "../../src/program/export.ts";
import { kills } from "../kills.ts";
import { BACKFILL, lakeBehind, SYMBOLS } from "./added_bars.ts";

const KILLS = kills(50);

/** Returns what a reader finds of the past: how many bars, none twice. */
function found(folder: string): number {
  const history = openHistory(folder, () => true);
  try {
    let count = 0;
    for (const symbol of SYMBOLS) {
      const bars = history.read({ symbol, ...BACKFILL, rows: Infinity });
      const times = new Set(bars.map(({ at }) => at));
      assert.equal(times.size, bars.length, `${symbol} has a bar twice`);
      count += bars.length;
    }
    return count;
  } finally {
    history.close();
  }
}

Deno.test("bars that are added survive kills: none is lost, none doubled, no file torn", async () => {
  const folder = mkdtempSync(join(tmpdir(), "qtc-added-"));
  const child = fileURLToPath(new URL("added_bars.ts", import.meta.url));
  const next = random("added bars", 1);
  try {
    let acknowledged = 0;
    for (let round = 0; round <= KILLS; round++) {
      const isLast = round === KILLS;
      const args = ["run", "-A", "--no-check", child, folder];
      const running = spawn(process.execPath, args, {
        stdio: ["ignore", "pipe", "inherit"],
      });
      let said = "";
      running.stdout.on("data", (chunk) => said += chunk);
      const ended = once(running, "exit");
      await Promise.race([once(running.stdout, "data"), ended]);
      if (!isLast) {
        await once(AbortSignal.timeout(Math.ceil(next() * 120)), "abort");
        running.kill("SIGKILL");
      }
      await ended;
      acknowledged = Math.max(acknowledged, ...said.split("\n").map(Number));
      assert.deepEqual(verifyFolder(folder, undefined).faults, []);
      assert.ok(found(folder) >= acknowledged, `round ${round}`);
    }
    const minutes = (BACKFILL.to - BACKFILL.from) / 60_000;
    assert.equal(found(folder), minutes * SYMBOLS.length);
    lakeBehind(folder);
    assert.deepEqual((await checkLake(folder)).faults, []);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
