import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { sourceFolder, versionFolder } from "./code_store.ts";

/** A stored version of a team's strategy. */
export interface CodeVersion {
  /** sha256 of its sources, hex. */
  readonly hash: string;
  /** Unix milliseconds; of a copied folder, when it was copied. */
  readonly storedAt: number;
  /** Paths of its sources, in order. */
  readonly files: readonly string[];
}

/** What is being written has an ending. */
const NAME = /^[0-9a-f]+$/;

/** Returns a team's stored versions by their hashes; none when there is no folder. */
export function codeVersions(
  dataDir: string,
  teamId: string,
): Map<string, CodeVersion> {
  const folder = join(dataDir, versionFolder(teamId, ""));
  if (!statSync(folder, { throwIfNoEntry: false })) return new Map();
  const hashes = readdirSync(folder).filter((name) => NAME.test(name)).sort();
  return new Map(hashes.map((hash) => [hash, {
    hash,
    storedAt: Math.floor(statSync(join(folder, hash)).mtimeMs),
    files: filesIn(join(dataDir, sourceFolder(teamId, hash))),
  }]));
}

/** Returns the sources of a stored version, text by path. */
export function storedSources(
  dataDir: string,
  teamId: string,
  { hash, files }: CodeVersion,
): Record<string, string> {
  const folder = join(dataDir, sourceFolder(teamId, hash));
  return Object.fromEntries(
    files.map((path) => [path, readFileSync(join(folder, path), "utf8")]),
  );
}

function filesIn(folder: string): string[] {
  if (!statSync(folder, { throwIfNoEntry: false })) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) =>
      join(parentPath, name).slice(folder.length + 1)
    )
    .sort();
}
