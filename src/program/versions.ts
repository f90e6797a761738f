import { join } from "node:path";
import {
  openReadOnly,
  type ReadOnlyLedger,
} from "../adapters/sqlite/read_only.ts";
import {
  type CodeVersion,
  codeVersions,
  storedSources,
} from "../adapters/system/code_versions.ts";
import { exists } from "../adapters/system/files.ts";
import { readStatusFile } from "../adapters/system/status_file.ts";
import { nearest } from "../config/nearest.ts";
import { QtcError } from "../domain/error.ts";
import type { Portfolio } from "../domain/portfolio.ts";
import type { TeamSpec } from "../domain/team.ts";
import { minuteText } from "../engine/minute_text.ts";
import { shortHash } from "../engine/pin.ts";
import { packageHash } from "../sandbox/package.ts";
import type { Program } from "./program.ts";
import { requireFolder } from "./require_folder.ts";

/** Most changes of a team's settings that are looked through. */
const EVENTS_MAX = 100_000;
/** Most names in a message. */
const NAMES_MAX = 10;
/** What is not known. */
const UNKNOWN = "-";

/** A version of a team's strategy, as folder and ledger know it. */
export interface TeamVersion {
  /** sha256 of its sources, hex. */
  readonly hash: string;
  /** Absent when its files are gone. */
  readonly stored?: CodeVersion;
  /** Absent when it is not known: it was never current. */
  readonly entryPoint?: string;
  /** As it had them last; absent when it was never current. */
  readonly params?: TeamSpec["params"];
  /** First minute that it was current for, Unix milliseconds; absent: none. */
  readonly firstCurrent?: number;
}

/** A team's versions, newest first, and the ledger they were looked up in. */
export interface TeamVersions {
  readonly ledger: ReadOnlyLedger;
  readonly team: Portfolio;
  readonly versions: readonly TeamVersion[];
}

/** Prints the versions of a team's strategy, newest first; returns the exit code. */
export function runVersions(
  { dataDir, teamId }: { readonly dataDir: string; readonly teamId: string },
  { print }: Pick<Program, "print">,
): number {
  const { team, versions } = readVersions(dataDir, teamId, "list versions of");
  const { code, pinned } = team.spec;
  const rows = versions.map((each) => [
    shortHash(each.hash),
    each.stored ? minuteText(each.stored.storedAt) : "missing",
    each.firstCurrent === undefined ? "never" : minuteText(each.firstCurrent),
    each.stored ? `${each.stored.files.length}` : UNKNOWN,
    each.entryPoint ?? UNKNOWN,
    each.hash !== code ? "" : pinned ? "current, pinned" : "current",
  ]);
  if (rows.length === 0) {
    print(`${teamId} has no version yet`);
    return 0;
  }
  const head = ["VERSION", "STORED", "FIRST CURRENT", "FILES", "ENTRY POINT"];
  const table = [[...head, ""], ...rows];
  const widths = head.map((_, i) =>
    Math.max(...table.map((row) => row[i]?.length ?? 0))
  );
  for (const row of table) {
    print(row.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join("  ").trim());
  }
  return 0;
}

/**
 * Returns a team's versions, and changes nothing in the folder, also while a
 * server writes to it. Those that were never current come first.
 *
 * @param what Is being done, for messages: `list versions of`
 * @throws {QtcError} `not_found` when there is no such team or no ledger, and as
 *   a start on the folder would be refused
 */
export function readVersions(
  dataDir: string,
  teamId: string,
  what: string,
): TeamVersions {
  requireFolder(dataDir);
  if (!exists(join(dataDir, "ledger.sqlite"))) {
    throw new QtcError(
      "not_found",
      `Cannot ${what} "${teamId}": "${dataDir}" has no ledger.sqlite; name a ` +
        "folder in which a competition has run with --data-dir",
    );
  }
  const ledger = openReadOnly(dataDir, readStatusFile(dataDir));
  const team = ledger.books.teams.get(teamId);
  if (!team) {
    const known = [...ledger.books.teams.keys()];
    const like = nearest(teamId, known);
    throw new QtcError(
      "not_found",
      `Cannot ${what} "${teamId}": there is no such team; ` +
        (like ? `did you mean ${like}?` : `known are ${listOf(known)}`),
    );
  }
  const stored = codeVersions(dataDir, teamId);
  const used = usedVersions(ledger, teamId);
  const points = new Set(
    [...used.values()].map(({ entryPoint }) => entryPoint),
  );
  const unused = [...stored.values()].filter(({ hash }) => !used.has(hash))
    .sort((a, b) => b.storedAt - a.storedAt)
    .map((each): TeamVersion => {
      const sources = storedSources(dataDir, teamId, each);
      // It is named by its sources and its entry point.
      const entryPoint = [...points].find((point) =>
        packageHash(sources, point) === each.hash
      );
      return {
        hash: each.hash,
        stored: each,
        ...(entryPoint !== undefined && { entryPoint }),
      };
    });
  const others = [...used.values()].map((each): TeamVersion => {
    const found = stored.get(each.hash);
    return { ...each, ...(found && { stored: found }) };
  });
  return { ledger, team, versions: [...unused, ...others.reverse()] };
}

function listOf(names: readonly string[]): string {
  const rest = names.length - NAMES_MAX;
  const more = rest > 0 ? ` and ${rest} more` : "";
  return `${names.slice(0, NAMES_MAX).join(", ")}${more}`;
}

/**
 * Returns the versions that were ever current, in the order in which they first
 * were, with the settings that they had last.
 */
function usedVersions(
  { reader }: ReadOnlyLedger,
  teamId: string,
): Map<string, Required<Omit<TeamVersion, "stored">>> {
  const used = new Map<string, Required<Omit<TeamVersion, "stored">>>();
  for (
    const { event } of reader.newest(teamId, ["team"], EVENTS_MAX).reverse()
  ) {
    if (event.kind !== "team") continue;
    const { minute, spec: { code: hash, entryPoint, params } } = event;
    if (hash === undefined) continue;
    const { firstCurrent = minute } = used.get(hash) ?? {};
    used.set(hash, { hash, entryPoint, params, firstCurrent });
  }
  return used;
}
