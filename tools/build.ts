/**
 * Bundle first, compile second. What `deno compile` sees is plain JavaScript in a folder without an import map:
 * otherwise it embeds every package of the lock, used or not.
 *
 * @module
 */

import { join } from "node:path";
import { checkBase, knownBase, npmBase, sha256 } from "./base.ts";
import { minify } from "./minify.ts";
import { run } from "./run.ts";

/** One of the programs in the binary, bundled into `<name>.js`. */
export interface Program {
  /** Its name in the binary. */
  readonly name: string;
  /** Its entry, from the root. */
  readonly source: string;
  /** The first argument that runs it, "" for any other; a program without a word is only ever started as a worker. */
  readonly word?: string;
}

/** What to build. */
export interface BuildOptions {
  /** The folder whose deno.json the programs are bundled with. */
  readonly root: string;
  /** The programs; exactly one has the word "". */
  readonly programs: readonly Program[];
  /** Embedded files: name to content. Names end in `.gz` or `.json`. */
  readonly assets: Readonly<Record<string, Uint8Array<ArrayBuffer>>>;
  /** Where the base comes from. */
  readonly base: "npm" | "official" | "DENORT_BIN";
  /** The absolute path of the binary. */
  readonly output: string;
}

/**
 * No prompt: a revoked permission is refused. No code cache: it would be written to a path that others can guess.
 * Everything is allowed, because only that opens `/proc/<pid>/statm`, by which the engine watches the memory of
 * strategies; what runs a strategy gives up every permission before it loads one.
 */
const COMPILE_FLAGS = [
  "--quiet",
  "--no-lock",
  "--no-check",
  "--no-code-cache",
  "--no-prompt",
  "--unstable-worker-options",
  "--v8-flags=--disallow-code-generation-from-strings,--expose-gc,--max-semi-space-size=1,--no-enable-lazy-source-positions",
  "--allow-all",
];

/** Bundled CommonJS asks for node's modules with a `require` that a module does not have. */
const REQUIRE = 'import { createRequire as nodeRequire } from "node:module";' +
  "const require = nodeRequire(import.meta.url);\n";

/**
 * Builds a binary and returns its size in bytes and its SHA-256; the same input gives the same binary.
 *
 * @throws {Error} when a source is missing, does not bundle, or the base is not a known one.
 */
export async function build(
  options: BuildOptions,
): Promise<{ readonly bytes: number; readonly sha256: string }> {
  await checkSources(options);
  const env = await baseEnvironment(options);
  const folder = await Deno.makeTempDir({ prefix: "qtc-compile-" });
  try {
    // One after the other: at its first use, deno bundle copies the bundler into its cache, which two cannot do at once.
    for (const program of options.programs) {
      await bundle(options.root, program, folder);
    }
    await Deno.writeTextFile(
      join(folder, "start.js"),
      startSource(options.programs),
    );
    await Deno.writeTextFile(join(folder, "deno.json"), "{}");
    for (const [name, bytes] of Object.entries(options.assets)) {
      await Deno.writeFile(join(folder, name), bytes);
    }
    // Times and the name of the output are embedded: fixed, so that the same input gives the same binary.
    for await (const { name } of Deno.readDir(folder)) {
      await Deno.utime(join(folder, name), 0, 0);
    }
    const workers = options.programs.filter(({ word }) => word === undefined)
      .map(({ name }) => `${name}.js`);
    const include = [...workers, ...Object.keys(options.assets)].flatMap((
      name,
    ) => ["--include", name]);
    const args = [
      "compile",
      ...COMPILE_FLAGS,
      ...include,
      "--output",
      "qtc",
      "start.js",
    ];
    await run(Deno.execPath(), args, { cwd: folder, env });
    const binary = await Deno.readFile(join(folder, "qtc"));
    if (options.base !== "DENORT_BIN") {
      checkBase(
        binary,
        knownBase(Deno.version.deno, Deno.build.target),
        `--base ${options.base}`,
      );
    }
    // Renamed into place: a binary that runs at this moment cannot be written to.
    await Deno.writeFile(`${options.output}.new`, binary, { mode: 0o755 });
    await Deno.rename(`${options.output}.new`, options.output);
    return { bytes: binary.length, sha256: sha256(binary) };
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** Returns the entry of the binary: it loads one program, so that a child does not pay for the engine's modules. */
export function startSource(programs: readonly Program[]): string {
  const branches = programs.filter(({ word }) => word).map(({ name, word }) =>
    `if (word === ${JSON.stringify(word)}) await import("./${name}.js");\nelse `
  );
  const rest = programs.find(({ word }) => word === "");
  if (rest === undefined) {
    throw new Error("Cannot build: no program takes the other words");
  }
  return `const [word] = Deno.args;\n${
    branches.join("")
  }await import("./${rest.name}.js");\n`;
}

async function checkSources({ root, programs }: BuildOptions): Promise<void> {
  const missing: string[] = [];
  for (const { source } of programs) {
    const found = await Deno.stat(join(root, source)).then(
      ({ isFile }) => isFile,
      () => false,
    );
    if (!found) missing.push(source);
  }
  if (missing.length > 0) {
    throw new Error(`Cannot build: ${missing.join(", ")} not found`);
  }
}

/** Returns what tells `deno compile` its base. */
async function baseEnvironment(
  { base, root }: BuildOptions,
): Promise<Record<string, string>> {
  if (base === "DENORT_BIN") return {};
  const known = knownBase(Deno.version.deno, Deno.build.target);
  if (base === "official") return {};
  const cache = Deno.env.get("XDG_CACHE_HOME") ||
    join(Deno.env.get("HOME") || root, ".cache");
  return { DENORT_BIN: await npmBase(known, join(cache, "qtc")) };
}

async function bundle(
  root: string,
  { name, source }: Program,
  folder: string,
): Promise<void> {
  const output = join(folder, `${name}.js`);
  await run(Deno.execPath(), [
    "bundle",
    "--quiet",
    "--output",
    output,
    source,
  ], { cwd: root });
  const code = await minify(await Deno.readTextFile(output));
  const head = code.includes("Dynamic require of") ? REQUIRE : "";
  await Deno.writeTextFile(output, head + code);
}
