// deno-lint-ignore-file no-console -- writing a year takes minutes: it says how far it is
/**
 * A start over a year of ledger, as the process left it that died just before a
 * checkpoint. The ledger is kept in the system's folder for temporary files
 * until something that writes it changes.
 *
 * @module
 */

import { createHash } from "node:crypto";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { openDatabaseReadOnly } from "../src/adapters/sqlite/schema.ts";
import { emptyBooks } from "../src/domain/books.ts";
import { decodeEvent } from "../src/domain/event_codec.ts";
import { apply } from "../src/domain/fold.ts";
import { CHECKPOINT_MINUTES } from "../src/program/engine.ts";
import { type Binaries, ROOT } from "./binaries.ts";
import { type Figure, median } from "./report.ts";
import { startServer } from "./server.ts";
import {
  writeYear,
  YEAR_MINUTES,
  YEAR_TEAMS,
  yearUniverse,
} from "./year_ledger.ts";

const TRIALS = 5;
/** The first minute takes longer than any trial: nothing is written but the start. */
const SPEED = "0.001";
const BOUND = { atMost: 5 };
/** What a ledger depends on. */
const WRITERS = [
  "src/domain",
  "src/engine",
  "src/adapters/simulated",
  "src/adapters/sqlite",
  "bench/stage.ts",
  "bench/year_ledger.ts",
];

/** Measures restarts over a year, and what they would cost without checkpoints. */
export async function yearFigures(
  { qtc }: Binaries,
  folder: string,
): Promise<Figure[]> {
  const kept = await keptYear();
  const dataDir = join(folder, "data");
  await Deno.mkdir(dataDir);
  await Deno.copyFile(
    join(kept, "ledger.sqlite"),
    join(dataDir, "ledger.sqlite"),
  );
  const args = await writeRegistry(folder);
  const starts: number[] = [];
  for (let trial = 0; trial < TRIALS; trial++) {
    const served = await startServer({ qtc, folder, args, teams: YEAR_TEAMS });
    await served.end("SIGKILL");
    starts.push(served.boardMs / 1000);
  }
  const { size } = await Deno.stat(join(kept, "ledger.sqlite"));
  return [
    {
      name:
        `restart, ${KEPT_MINUTES} minutes of ${YEAR_TEAMS} teams: leaderboard`,
      unit: "s",
      value: median(starts),
      bound: BOUND,
    },
    fact("  size of the ledger", "MB", size / 1e6),
    fact("  replay of all events, no checkpoint", "s", replaySeconds(kept)),
    fact("  qtc verify", "s", await verifySeconds(qtc, kept)),
  ];
}

function fact(name: string, unit: string, value: number): Figure {
  return { name, unit, value };
}

/** Minutes of the kept year: with one more there would be a checkpoint. */
export const KEPT_MINUTES =
  Math.ceil((YEAR_MINUTES + 1) / CHECKPOINT_MINUTES) * CHECKPOINT_MINUTES - 1;

/** Returns the folder of the year's ledger, writing it when there is none. */
export async function keptYear(): Promise<string> {
  const [minutes, checkpointMinutes] = [KEPT_MINUTES, CHECKPOINT_MINUTES];
  const hash = createHash("sha256").update(`${minutes} ${checkpointMinutes}`);
  for (const writer of WRITERS) await hashAll(join(ROOT, writer), hash);
  const name = `qtc-bench-year-${hash.digest("hex").slice(0, 16)}`;
  const folder = join(tmpdir(), name);
  if (await Deno.stat(folder).then(() => true, () => false)) return folder;
  for await (const { name } of Deno.readDir(tmpdir())) {
    if (!name.startsWith("qtc-bench-year-")) continue;
    await Deno.remove(join(tmpdir(), name), { recursive: true });
  }
  const unfinished = await Deno.makeTempDir({ prefix: "qtc-bench-year-" });
  const started = performance.now();
  await writeYear({
    folder: unfinished,
    minutes,
    checkpointMinutes,
    onProgress(done) {
      if (done % 10_000 !== 0) return;
      const seconds = Math.round((performance.now() - started) / 1000);
      console.error(`  ${done} of ${minutes} minutes written in ${seconds} s`);
    },
  });
  await Deno.rename(unfinished, folder);
  return folder;
}

async function hashAll(
  path: string,
  hash: ReturnType<typeof createHash>,
): Promise<void> {
  const { isFile } = await Deno.stat(path);
  if (isFile && !path.endsWith("_test.ts")) {
    hash.update(await Deno.readFile(path));
  }
  if (isFile) return;
  const entries = await Array.fromAsync(Deno.readDir(path));
  const names = entries.map(({ name }) => name).sort();
  for (const name of names) await hashAll(join(path, name), hash);
}

/** Writes registry and universe and returns the arguments that name them. */
async function writeRegistry(folder: string): Promise<string[]> {
  const repo = join(ROOT, "strategies", "buy_and_hold");
  const teams = Array.from({ length: YEAR_TEAMS }, (_, number) => {
    const id = `bench-${String(number).padStart(3, "0")}`;
    return {
      team_id: id,
      name: id,
      repo_dir: repo,
      entry_point: "strategy:MyStrategy",
      initial_cash: 1_000_000,
    };
  });
  const registry = join(folder, "registry.yaml");
  const universe = join(folder, "universe.yaml");
  // JSON is YAML.
  await Deno.writeTextFile(registry, JSON.stringify({ teams }));
  await Deno.writeTextFile(universe, JSON.stringify(yearUniverse()));
  return ["--registry", registry, "--universe", universe, "--speed", SPEED];
}

function replaySeconds(folder: string): number {
  const database = openDatabaseReadOnly(join(folder, "ledger.sqlite"));
  const started = performance.now();
  const books = emptyBooks();
  const rows = database.prepare("select body from events order by seq");
  for (const { body } of rows.iterate()) {
    apply(books, decodeEvent(String(body)));
  }
  const seconds = (performance.now() - started) / 1000;
  database.close();
  return seconds;
}

async function verifySeconds(qtc: string, dataDir: string): Promise<number> {
  const started = performance.now();
  const { success, stdout, stderr } = await new Deno.Command(qtc, {
    args: ["verify", "--data-dir", dataDir],
  }).output();
  if (!success) {
    const text = [stdout, stderr].map((each) => new TextDecoder().decode(each));
    throw new Error(`Cannot use the year: ${text.join("")}`);
  }
  return (performance.now() - started) / 1000;
}
