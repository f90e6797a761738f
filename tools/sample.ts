// deno-lint-ignore-file no-console -- a command prints
/**
 * Makes `data/sample` anew: five teams trade for a part of two sessions, by the
 * compiled `./qtc`, and what it wrote is compacted, checked and put in place.
 * The answers in `data/README.md` are those that `qtc serve` then gives.
 * `deno run -A tools/sample.ts`
 *
 * @module
 */

import { join, relative } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { fileURLToPath } from "node:url";
import { answersIn, withAnswers } from "./readme_answers.ts";
import { run } from "./run.ts";

/** Most bytes of all files together. */
export const SAMPLE_BYTES_MAX = 2_000_000;

/** The teams of the example registry. */
export const SAMPLE_TEAMS: readonly string[] = [
  "team-alpha",
  "team-bravo",
  "team-charlie",
  "team-delta",
  "team-echo",
];

/** The last hours of a session, a holiday, and the first hours of a half day. */
const SETTINGS: readonly string[] = [
  ...["--feed", "simulated", "--seed", "1", "--speed", "max", "--no-api"],
  ...["--at", "2025-11-26T18:30:00Z", "--until", "2025-11-28T16:30:00Z"],
  ...["--symbols", "AAPL,AMZN,MSFT,NVDA", "--window", "90"],
];
/** What a process leaves behind and nobody reads. */
const LEFT_OUT: readonly string[] = [".lock", "logs"];
const ROOT = fileURLToPath(new URL("../", import.meta.url));
const BINARY = join(ROOT, "qtc");
const README = join(ROOT, "data", "README.md");

if (import.meta.main) await main();

/** Returns a team's key in the sample: right in shape, and known to everybody. */
export function sampleKey(teamId: string): string {
  return `qtc_${`sample-key-of-${teamId}-`.padEnd(43, "0")}`;
}

/** A file's path below a folder, and its size in bytes. */
export interface SizedFile {
  readonly path: string;
  readonly bytes: number;
}

/**
 * Returns how large files are, by the first part of their path, largest first,
 * and all of them together last.
 *
 * @throws {Error} with that table, when they are larger than `max` bytes together
 */
export function sizeTable(files: readonly SizedFile[], max: number): string {
  const sums = new Map<string, number>();
  for (const { path, bytes } of files) {
    const part = path.split("/")[0] ?? path;
    sums.set(part, (sums.get(part) ?? 0) + bytes);
  }
  const sum = files.reduce((before, { bytes }) => before + bytes, 0);
  const rows = [...sums].sort(([, a], [, b]) => b - a);
  const table = [...rows, ["in all", sum] as const].map(([part, bytes]) =>
    `${String(bytes).padStart(9)}  ${part}`
  ).join("\n");
  if (sum <= max) return table;
  throw new Error(`Cannot keep the sample: it is larger than ${max}\n${table}`);
}

async function main(): Promise<void> {
  const work = await Deno.makeTempDir({ prefix: "qtc-sample-" });
  try {
    const made = join(work, "data");
    await make(made);
    console.log(sizeTable(filesOf(made), SAMPLE_BYTES_MAX));
    const place = join(ROOT, "data", "sample");
    await Deno.remove(place, { recursive: true }).catch(() => {});
    await copyTree(made, place);
  } finally {
    await Deno.remove(work, { recursive: true });
  }
  await answerReadme();
}

/** Lets the teams trade, and leaves a folder that agrees with itself. */
async function make(dataDir: string): Promise<void> {
  await Deno.mkdir(dataDir);
  const keys = Object.fromEntries(
    SAMPLE_TEAMS.map((team) => [team, sampleKey(team)]),
  );
  await Deno.writeTextFile(
    join(dataDir, "api_keys.json"),
    `${JSON.stringify(keys, undefined, 2)}\n`,
  );
  const folder = ["--data-dir", dataDir];
  const registry = ["--registry", "team_registry.yaml"];
  await run(BINARY, [...registry, ...folder, ...SETTINGS], { cwd: ROOT });
  compact(join(dataDir, "ledger.sqlite"));
  await run(BINARY, ["export", ...folder], { cwd: ROOT });
  await run(BINARY, ["verify", ...folder], { cwd: ROOT });
  for (const name of LEFT_OUT) {
    await Deno.remove(join(dataDir, name), { recursive: true })
      .catch((error) => {
        if (!(error instanceof Deno.errors.NotFound)) throw error;
      });
  }
  const beside = filesOf(dataDir).find(({ path }) => /-(wal|shm)$/.test(path));
  if (beside) {
    throw new Error(`Cannot keep the sample: there is ${beside.path}`);
  }
}

/**
 * Leaves out what follows from the events and is only there to start sooner, and
 * the room between the rows. The events stay as they are, and so does the chain.
 */
function compact(path: string): void {
  const database = new DatabaseSync(path);
  database.exec("delete from checkpoints");
  database.exec("vacuum");
  database.close();
}

/** Asks a server on the sample what the page asks, and writes down its answers. */
async function answerReadme(): Promise<void> {
  const server = new Deno.Command(BINARY, {
    args: ["serve", "--data-dir", "data/sample", "--port", "0"],
    cwd: ROOT,
    stdout: "piped",
  }).spawn();
  try {
    const url = await addressOf(server.stdout);
    const page = await Deno.readTextFile(README);
    const answers = new Map<string, string>();
    for (const { command } of answersIn(page)) {
      const line = command.replaceAll("http://localhost:8000", url);
      const shell = new Deno.Command("sh", { args: ["-c", line] });
      const { stdout } = await shell.output();
      answers.set(command, new TextDecoder().decode(stdout));
    }
    await Deno.writeTextFile(README, withAnswers(page, answers));
  } finally {
    server.kill("SIGTERM");
    await server.status;
  }
}

async function addressOf(stdout: ReadableStream<Uint8Array>): Promise<string> {
  let text = "";
  for await (const chunk of stdout.values({ preventCancel: true })) {
    text += new TextDecoder().decode(chunk);
    const url = /http:\/\/localhost:\d+/.exec(text)?.[0];
    if (url !== undefined) return url;
  }
  throw new Error(`Cannot ask the sample: it says\n${text}`);
}

function filesOf(folder: string): SizedFile[] {
  const walk = (path: string): SizedFile[] =>
    [...Deno.readDirSync(path)].flatMap(({ name, isDirectory }) => {
      const inside = join(path, name);
      if (isDirectory) return walk(inside);
      const bytes = Deno.statSync(inside).size;
      return [{ path: relative(folder, inside), bytes }];
    });
  return walk(folder);
}

/** Copies, because the temporary folder may lie on another disk. */
async function copyTree(from: string, to: string): Promise<void> {
  for (const { path } of filesOf(from)) {
    await Deno.mkdir(join(to, path, ".."), { recursive: true });
    await Deno.copyFile(join(from, path), join(to, path));
  }
}
