/**
 * The hostile programs, as they lie in the folders beside this file.
 *
 * @module
 */

import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type PackageFiles, readPackage } from "../../src/sandbox/package.ts";
import { type Expected, parseExpected } from "./expected.ts";

/** A hostile program and how it must end. */
export interface Program {
  /** `loops/for_ever`. */
  readonly id: string;
  readonly files: PackageFiles;
  /** The file with the class, without extension. */
  readonly entry: string;
  readonly expected: Expected;
}

const ROOT = fileURLToPath(new URL(".", import.meta.url));
/** Honest ones, that hostile ones run beside. */
const CANARIES = "canaries";

/**
 * Returns the programs whose `group/name` begins with one of the words, all
 * without words; in the order of their names.
 *
 * @throws {Error} when one has nothing beside it, or is not there
 */
export async function readPrograms(
  words: readonly string[] = [],
): Promise<Program[]> {
  const programs: Program[] = [];
  for (const group of await namesIn(ROOT)) {
    if (group.includes(".") || group === CANARIES) continue;
    const names = await namesIn(join(ROOT, group));
    const known = new Set(names.map((name) => name.replace(/\.\w+$/, "")));
    for (const name of known) {
      const id = `${group}/${name}`;
      if (words.length > 0 && !words.some((each) => id.startsWith(each))) {
        continue;
      }
      const path = join(ROOT, group, `${name}.json`);
      const expected = parseExpected(await Deno.readTextFile(path), path);
      const files = await sourcesOf(group, name, names);
      programs.push({ id, files, entry: name, expected });
    }
  }
  return programs;
}

/** Returns the honest programs by name. */
export async function readCanaries(): Promise<Map<string, PackageFiles>> {
  const canaries = new Map<string, PackageFiles>();
  for (const file of await namesIn(join(ROOT, CANARIES))) {
    const text = await Deno.readTextFile(join(ROOT, CANARIES, file));
    canaries.set(file.replace(/\.ts$/, ""), { [file]: text });
  }
  return canaries;
}

async function sourcesOf(
  group: string,
  name: string,
  names: readonly string[],
): Promise<PackageFiles> {
  if (names.includes(name)) return await readPackage(join(ROOT, group, name));
  const file = ["ts", "js", "tsx", "mts"].map((end) => `${name}.${end}`)
    .find((each) => names.includes(each));
  if (file === undefined) {
    throw new Error(`Cannot find the program of ${group}/${name}.json`);
  }
  return { [file]: await Deno.readTextFile(join(ROOT, group, file)) };
}

async function namesIn(folder: string): Promise<string[]> {
  const entries = await Array.fromAsync(Deno.readDir(folder));
  return entries.map(({ name }) => name).sort();
}
