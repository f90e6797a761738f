import {
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { errorText, QtcError } from "../../domain/error.ts";
import { syncFolder, writeSynced } from "./publish_file.ts";

const SCRIPT = "bundle.js";
const MAP = "bundle.js.map";

/** A strategy as it runs: one script, and the map back to the team's own lines. */
export interface Code {
  readonly script: string;
  /** Source map, JSON. */
  readonly map: string;
}

/** Every version of every team's strategy that was ever used, by its hash. */
export interface CodeStore {
  has(teamId: string, hash: string): boolean;
  /** Returns a stored version, or `undefined` when there is none. */
  load(teamId: string, hash: string): Code | undefined;
  /**
   * Keeps a version with the sources it was made from; it is there whole or not
   * at all.
   *
   * @throws {QtcError} `unavailable` when the disk refuses
   */
  save(
    teamId: string,
    hash: string,
    code: Code,
    sources: Readonly<Record<string, string>>,
  ): void;
}

/** Returns the store in `team/<id>/strategy/<sha256>/` of a data folder. */
export function codeStore(dataDir: string): CodeStore {
  const folder = (teamId: string, hash: string): string =>
    join(dataDir, "team", teamId, "strategy", hash);
  return {
    has: (teamId, hash) => isWhole(folder(teamId, hash)),
    load(teamId, hash) {
      const path = folder(teamId, hash);
      if (!isWhole(path)) return undefined;
      return {
        script: readFileSync(join(path, SCRIPT), "utf8"),
        map: readFileSync(join(path, MAP), "utf8"),
      };
    },
    save(teamId, hash, code, sources) {
      const path = folder(teamId, hash);
      if (isWhole(path)) return;
      try {
        const beside = `${path}.new`;
        rmSync(beside, { recursive: true, force: true });
        writeVersion(beside, code, sources);
        // What somebody has damaged by hand would be in the way.
        rmSync(path, { recursive: true, force: true });
        renameSync(beside, path);
        syncFolder(dirname(path));
      } catch (cause) {
        throw new QtcError(
          "unavailable",
          `Cannot keep the strategy of "${teamId}": ${errorText(cause)}`,
          { cause },
        );
      }
    },
  };
}

function isWhole(path: string): boolean {
  return existsSync(join(path, SCRIPT)) && existsSync(join(path, MAP));
}

function writeVersion(
  path: string,
  { script, map }: Code,
  sources: Readonly<Record<string, string>>,
): void {
  const inside = join(path, "source");
  const files = Object.entries(sources).map(([name, text]) =>
    [join(inside, name), text] as const
  );
  const folders = new Set([path, inside]);
  for (const [file] of files) folders.add(dirname(file));
  for (const each of folders) mkdirSync(each, { recursive: true });
  writeSynced(join(path, SCRIPT), script);
  writeSynced(join(path, MAP), map);
  for (const [file, text] of files) writeSynced(file, text);
  for (const each of folders) syncFolder(each);
}
