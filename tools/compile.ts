// deno-lint-ignore-file no-console -- a command prints
/**
 * Builds the binary: `deno task compile [--base npm|official] [--output PATH]`.
 *
 * @module
 */

import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { gzip, packTexts, readTexts } from "./assets.ts";
import { build, type Program } from "./build.ts";
import { run } from "./run.ts";

const USAGE = "Usage: deno task compile [--base npm|official] [--output PATH]";

/** What the binary consists of. The first word of its arguments chooses the program; the last one takes all others. */
const PROGRAMS: readonly Program[] = [
  { name: "host", source: "src/sandbox/host.ts", word: "strategy-host" },
  { name: "pack", source: "src/sandbox/pack.ts", word: "strategy-packer" },
  { name: "worker", source: "src/sandbox/worker.ts" },
  { name: "lake_worker", source: "src/program/lake_worker.ts" },
  { name: "data_worker", source: "src/program/data_worker.ts" },
  { name: "export_worker", source: "src/program/export_worker.ts" },
  { name: "qtc", source: "main.ts", word: "" },
];

/** What `qtc init` and `qtc strategy new` write, and what strategies import. */
const SAMPLES = ["team_registry.yaml", "strategies", "src/sdk/dist"];

if (import.meta.main) {
  try {
    await main();
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    Deno.exit(1);
  }
}

async function main(): Promise<void> {
  const { base, output } = readArgs(Deno.args);
  const root = fileURLToPath(new URL("..", import.meta.url));
  const config = JSON.parse(await Deno.readTextFile(join(root, "deno.json")));
  const started = performance.now();
  const way = Deno.env.get("DENORT_BIN") === undefined ? base : "DENORT_BIN";
  const info = {
    version: config.version,
    commit: await commitOf(root),
    deno: Deno.version.deno,
    base: way,
  };
  const wasm = fileURLToPath(import.meta.resolve("esbuild-wasm/esbuild.wasm"));
  const { bytes, sha256 } = await build({
    root,
    output: resolve(output),
    base: way,
    programs: PROGRAMS,
    assets: {
      "assets.json.gz": packTexts(await readTexts(root, SAMPLES)),
      "esbuild.wasm.gz": gzip(await Deno.readFile(wasm)),
      "build.json": new TextEncoder().encode(JSON.stringify(info)),
    },
  });
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  console.log(
    `${output}: qtc ${info.version}, ${
      (bytes / 1e6).toFixed(1)
    } MB in ${seconds} s, sha256 ${sha256}`,
  );
  await probe(resolve(output), root);
}

/**
 * Has strategies of the new binary try every way out of the sandbox that was ever
 * found: what another version of Deno opens must not leave the machine it was
 * built on.
 *
 * @throws {Error} when one is open; the binary is removed
 */
async function probe(binary: string, root: string): Promise<void> {
  const test = join(root, "src/sandbox/walls_test.ts");
  const args = ["test", "--allow-all", "--no-check", test];
  const options = { cwd: root, env: { QTC_PROBED_BINARY: binary } };
  try {
    await run(Deno.execPath(), args, options);
  } catch (cause) {
    await Deno.remove(binary);
    const text = cause instanceof Error ? cause.message : cause;
    throw new Error(`Removed ${binary}: its sandbox is open\n${text}`, {
      cause,
    });
  }
}

/**
 * Returns the options of a command line.
 *
 * @throws {Error} when there is an unknown one, or a value that is none.
 */
export function readArgs(
  args: readonly string[],
): { readonly base: "npm" | "official"; readonly output: string } {
  let values: { readonly base: string; readonly output: string };
  try {
    const options = {
      base: { type: "string", default: "npm" },
      output: { type: "string", default: "./qtc" },
    } as const;
    values = parseArgs({ args: [...args], options }).values;
  } catch (cause) {
    throw new Error(
      `${cause instanceof Error ? cause.message : cause}\n${USAGE}`,
      { cause },
    );
  }
  const { base, output } = values;
  if (base !== "npm" && base !== "official") {
    throw new Error(
      `Cannot build upon "${base}": --base is npm or official\n${USAGE}`,
    );
  }
  return { base, output };
}

/** Returns the commit that is checked out, with "+changes" when files differ from it; "unknown" without git. */
async function commitOf(root: string): Promise<string> {
  try {
    const commit = (await run("git", ["rev-parse", "HEAD"], { cwd: root }))
      .trim();
    const changes = await run("git", ["status", "--porcelain"], { cwd: root });
    return changes === "" ? commit : `${commit}+changes`;
  } catch {
    return "unknown";
  }
}
