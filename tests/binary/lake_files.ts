/**
 * The files of a data folder that follow from its ledger, seen from outside.
 *
 * @module
 */

import { createHash } from "node:crypto";
import { join } from "node:path";
import { ACCOUNT } from "./lake_books.ts";

/** Returns hash by path of every file that `qtc export` writes. */
export function lakeOf(dataDir: string): Record<string, string> {
  const found: Record<string, string> = {};
  for (const path of filesBelow(dataDir)) {
    if (!isLake(path)) continue;
    const bytes = Deno.readFileSync(join(dataDir, path));
    found[path] = createHash("sha256").update(bytes).digest("hex");
  }
  return found;
}

/** Removes all of them. */
export function removeLake(dataDir: string): void {
  for (const path of Object.keys(lakeOf(dataDir))) {
    Deno.removeSync(join(dataDir, path));
  }
}

/** Returns the paths of all files below a folder, with slashes, sorted. */
export function filesBelow(folder: string, prefix = ""): string[] {
  const paths: string[] = [];
  for (const { name, isDirectory } of Deno.readDirSync(join(folder, prefix))) {
    const path = `${prefix}${name}`;
    if (isDirectory) paths.push(...filesBelow(folder, `${path}/`));
    else paths.push(path);
  }
  return paths.sort();
}

function isLake(path: string): boolean {
  const [top = "", , third = ""] = path.split("/");
  if (top === "team") return third.endsWith(".jsonl") || third === "portfolio";
  return top === ACCOUNT || top === "prices" || path === "runtime/lake.json";
}
