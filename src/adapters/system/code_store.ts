import { existsSync, readFileSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { QtcError } from "../../domain/error.ts";
import { publishFile } from "./publish_file.ts";

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
    has: (teamId, hash) => existsSync(folder(teamId, hash)),
    load(teamId, hash) {
      const path = folder(teamId, hash);
      if (!existsSync(path)) return undefined;
      return {
        script: readFileSync(join(path, "bundle.js"), "utf8"),
        map: readFileSync(join(path, "bundle.js.map"), "utf8"),
      };
    },
    save(teamId, hash, { script, map }, sources) {
      const path = folder(teamId, hash);
      if (existsSync(path)) return;
      const beside = `${path}.new`;
      try {
        rmSync(beside, { recursive: true, force: true });
        publishFile(join(beside, "bundle.js"), script);
        publishFile(join(beside, "bundle.js.map"), map);
        for (const [name, text] of Object.entries(sources)) {
          publishFile(join(beside, "source", name), text);
        }
        renameSync(beside, path);
      } catch (cause) {
        const reason = cause instanceof Error ? cause.message : String(cause);
        throw new QtcError(
          "unavailable",
          `Cannot keep the strategy of "${teamId}": ${reason}`,
          { cause },
        );
      }
    },
  };
}
