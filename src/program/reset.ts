import { dirname, join } from "node:path";
import { unfinishedIn, unfinishedPath } from "../adapters/sqlite/unfinished.ts";
import { confirm } from "../adapters/system/confirm.ts";
import { exists } from "../adapters/system/files.ts";
import { LOCK_FILE, lockFolder } from "../adapters/system/folder_lock.ts";
import { syncFolder } from "../adapters/system/publish_file.ts";
import { reset, type ResetOptions, type ResetPlan } from "../cli/reset.ts";
import { errorText, QtcError } from "../domain/error.ts";
import { type CopyContext, makeBackup } from "./backup.ts";

/** The ledger with what SQLite and migrations put beside it. */
const LEDGER_FILE =
  /^ledger\.sqlite(-wal|-shm|-journal|\.v\d+(\.\d+)?(\.new)?)?$/;
/** What can be made again from the ledger, or belongs to it. */
const DERIVED = /^(qtc-alpha|prices|runtime|incoming)$/;
/** What goes unless the teams stay. */
const TEAMS = /^(api_keys\.json|auth\.sqlite(-wal|-shm|-journal)?|team)$/;
/** What a team's folder holds beside its strategies. */
const TEAM_DERIVED = /\.jsonl$|^portfolio$/;

/** Runs `qtc reset [--keep-teams] [--yes]` and returns its exit code. */
export async function resetCommand(
  options: ResetOptions,
  context: CopyContext & { readonly confirm?: typeof confirm },
): Promise<number> {
  const { dataDir, keepTeams } = options;
  const lock = lockFolder(dataDir);
  try {
    return await reset(options, {
      plan: () => planReset(dataDir, keepTeams),
      confirm: context.confirm ?? confirm,
      backup: () => makeBackup({ dataDir }, context),
      remove() {
        context.onStarted();
        removeCompetition(dataDir, keepTeams);
      },
      print: context.print,
    });
  } finally {
    lock.abandon();
  }
}

/**
 * Returns what a reset would do.
 *
 * @throws {QtcError} `not_found` when there is no competition, `conflict` when
 *   a restore was interrupted
 */
export function planReset(dataDir: string, keepTeams: boolean): ResetPlan {
  const begun = unfinishedIn(dataDir);
  if (begun === "restore") {
    throw new QtcError(
      "conflict",
      `Cannot reset "${dataDir}": a restore of it was interrupted; run qtc ` +
        "restore again",
    );
  }
  const isBegun = begun === "reset";
  if (!isBegun && !exists(join(dataDir, "ledger.sqlite"))) {
    throw new QtcError(
      "not_found",
      `Cannot reset "${dataDir}": it has no ledger.sqlite`,
    );
  }
  const marker = unfinishedPath(dataDir, "reset");
  const names = namesIn(dataDir)
    .filter((name) => name !== LOCK_FILE && join(dataDir, name) !== marker);
  const goes = (name: string) => isRemoved(name, keepTeams);
  const hasTeams = keepTeams && names.includes("team");
  return {
    removes: [
      ...names.filter(goes),
      ...(hasTeams ? ["team/*/*.jsonl", "team/*/portfolio"] : []),
    ],
    keeps: names.filter((name) => !goes(name))
      .map((name) => name === "team" ? "team/*/strategy" : name),
    isBegun,
  };
}

/**
 * Removes a competition. The ledger loses its name first: from then on no start
 * takes the folder, and the next reset goes on.
 *
 * @throws {QtcError} `unavailable` when the disk refuses
 */
export function removeCompetition(dataDir: string, keepTeams: boolean): void {
  const marker = unfinishedPath(dataDir, "reset");
  const ledger = join(dataDir, "ledger.sqlite");
  try {
    if (exists(ledger)) Deno.renameSync(ledger, marker);
    syncFolder(dataDir);
    for (const name of namesIn(dataDir)) {
      if (isRemoved(name, keepTeams)) remove(join(dataDir, name));
    }
    for (const team of namesIn(join(dataDir, "team"))) {
      const folder = join(dataDir, "team", team);
      for (const name of namesIn(folder)) {
        if (TEAM_DERIVED.test(name)) remove(join(folder, name));
      }
    }
    remove(marker);
  } catch (cause) {
    throw new QtcError(
      "unavailable",
      `Cannot reset "${dataDir}": ${errorText(cause)}; run it again`,
      { cause },
    );
  }
}

function isRemoved(name: string, keepTeams: boolean): boolean {
  return LEDGER_FILE.test(name) || DERIVED.test(name) ||
    !keepTeams && TEAMS.test(name);
}

/** Returns the names in a folder, in order; none when there is no such folder. */
function namesIn(folder: string): string[] {
  try {
    return [...Deno.readDirSync(folder)].map(({ name }) => name).sort();
  } catch (error) {
    const { NotFound, NotADirectory } = Deno.errors;
    if (error instanceof NotFound || error instanceof NotADirectory) return [];
    throw error;
  }
}

function remove(path: string): void {
  Deno.removeSync(path, { recursive: true });
  syncFolder(dirname(path));
}
