// deno-lint-ignore-file no-console -- a command prints
/**
 * The design as a test: who may import whom, what is banned where, how long things may be, what wants a test and a
 * comment. Prints every breach and what to do about it; exits with 1 if there is any.
 *
 * @module
 */

import { checkImports } from "./tidy/imports.ts";
import { checkComments, checkLengths, checkTested } from "./tidy/shape.ts";
import { type Breach, parseSources } from "./tidy/source.ts";
import { checkWords } from "./tidy/words.ts";

/** What is looked at, and what is not: hostile programs break rules on purpose, and made files follow none. */
const ROOTS = ["main.ts", "src", "strategies", "tools", "tests", "bench"];
const SKIPPED =
  /(^|\/)(\.|node_modules(\/|$))|^tests\/strategies\/[^/]+\/|^src\/sdk\/dist\//;

if (import.meta.main) {
  const files = await readTypeScript(ROOTS);
  const breaches = tidy(files);
  for (const { path, line, message } of breaches) {
    console.log(`${path}:${line}: ${message}`);
  }
  console.log(`tidy: ${files.size} files, ${breaches.length} breaches`);
  if (breaches.length > 0) Deno.exit(1);
}

/** Returns what is not as the design says in files, path from the root to text, in the order of paths and lines. */
export function tidy(files: ReadonlyMap<string, string>): Breach[] {
  const sources = parseSources(files);
  const checks = [
    checkImports,
    checkWords,
    checkLengths,
    checkTested,
    checkComments,
  ];
  return checks.flatMap((check) => check(sources)).sort((a, b) =>
    a.path === b.path ? a.line - b.line : a.path < b.path ? -1 : 1
  );
}

async function readTypeScript(
  paths: readonly string[],
): Promise<Map<string, string>> {
  const files = new Map<string, string>();
  for (const path of paths) {
    const info = await Deno.stat(path).catch(() => undefined);
    if (info === undefined || SKIPPED.test(path)) continue;
    if (info.isDirectory) {
      const names = (await Array.fromAsync(Deno.readDir(path))).map((
        { name },
      ) => `${path}/${name}`);
      for (const [found, text] of await readTypeScript(names)) {
        files.set(found, text);
      }
    } else if (path.endsWith(".ts")) {
      files.set(path, await Deno.readTextFile(path));
    }
  }
  return files;
}
