import {
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { errorText, QtcError } from "../../domain/error.ts";
import { sha256 } from "./digest.ts";
import { syncFolder, writeSynced } from "./publish_file.ts";

const SCRIPT = "bundle.js";
const MAP = "bundle.js.map";
/** The folder of what a version was made from. */
const SOURCES = "source";
/** Says what a version's files were when they were saved: `{path: sha256}`. */
const DIGESTS = "digests.json";

/** A strategy as it runs: one script, and the map back to the team's own lines. */
export interface Code {
  readonly script: string;
  /** Source map, JSON. */
  readonly map: string;
}

/** Every version of every team's strategy that was ever used, by its hash. */
export interface CodeStore {
  has(teamId: string, hash: string): boolean;
  /**
   * Returns a stored version, or `undefined` when there is none: one that is
   * another than was saved must not run.
   */
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
    join(dataDir, versionFolder(teamId, hash));
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

/** Returns where a version lies below a data folder, with slashes. */
export function versionFolder(teamId: string, hash: string): string {
  return `team/${teamId}/strategy/${hash}`;
}

/** Returns where the sources of a version lie below a data folder, with slashes. */
export function sourceFolder(teamId: string, hash: string): string {
  return `${versionFolder(teamId, hash)}/${SOURCES}`;
}

/**
 * Returns what is wrong with a stored version, a line each that begins with the
 * path below the data folder. Files of a version that was saved without digests
 * only have to be there.
 */
export function codeFaults(
  dataDir: string,
  teamId: string,
  hash: string,
): string[] {
  const version = versionFolder(teamId, hash);
  const path = join(dataDir, version);
  if (!existsSync(path)) return [`${version} is missing`];
  const digests = readDigests(path);
  if (!digests) return [`${version}/${DIGESTS} cannot be read`];
  return [...new Set([SCRIPT, MAP, ...digests.keys()])].flatMap((name) => {
    const fault = fileFault(join(path, name), digests.get(name));
    return fault ? [`${version}/${name} ${fault}`] : [];
  });
}

function fileFault(path: string, digest?: string): string | undefined {
  try {
    const text = readFileSync(path, "utf8");
    return digest === undefined || sha256(text) === digest
      ? undefined
      : "is another than was saved";
  } catch {
    return existsSync(path) ? "cannot be read" : "is missing";
  }
}

function isWhole(path: string): boolean {
  if (!existsSync(join(path, SCRIPT)) || !existsSync(join(path, MAP))) {
    return false;
  }
  const digests = readDigests(path);
  return digests !== undefined &&
    [SCRIPT, MAP].every((name) =>
      fileFault(join(path, name), digests.get(name)) === undefined
    );
}

/** Returns digests by path; none of an older version, `undefined` when they are damaged. */
function readDigests(path: string): ReadonlyMap<string, string> | undefined {
  const file = join(path, DIGESTS);
  if (!existsSync(file)) return new Map();
  try {
    const entries = Object.entries(JSON.parse(readFileSync(file, "utf8")));
    const isDigest = (entry: [string, unknown]): entry is [string, string] =>
      typeof entry[1] === "string";
    const digests = new Map(entries.filter(isDigest));
    const isUsable = digests.has(SCRIPT) && digests.has(MAP);
    return isUsable ? digests : undefined;
  } catch {
    return undefined;
  }
}

function writeVersion(
  path: string,
  { script, map }: Code,
  sources: Readonly<Record<string, string>>,
): void {
  const inside = join(path, SOURCES);
  const files = Object.entries(sources).map(([name, text]) =>
    [join(inside, name), text] as const
  );
  const folders = new Set([path, inside]);
  for (const [file] of files) folders.add(dirname(file));
  for (const each of folders) mkdirSync(each, { recursive: true });
  writeSynced(join(path, SCRIPT), script);
  writeSynced(join(path, MAP), map);
  for (const [file, text] of files) writeSynced(file, text);
  const digests = [
    [SCRIPT, sha256(script)],
    [MAP, sha256(map)],
    ...Object.entries(sources).map(([name, text]) =>
      [`${SOURCES}/${name}`, sha256(text)] as const
    ),
  ];
  const list = JSON.stringify(Object.fromEntries(digests), undefined, 2);
  writeSynced(join(path, DIGESTS), `${list}\n`);
  for (const each of folders) syncFolder(each);
}
