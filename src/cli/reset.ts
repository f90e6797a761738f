import { QtcError } from "../domain/error.ts";
import { type BackupReport, printBackup } from "./backup.ts";
import type { Print } from "./command.ts";

/** What a reset would do to a data folder; names as they are shown. */
export interface ResetPlan {
  readonly removes: readonly string[];
  readonly keeps: readonly string[];
  /** An interrupted one is finished: its backup has been made. */
  readonly isBegun: boolean;
}

/** What is asked for. */
export interface ResetOptions {
  readonly dataDir: string;
  /** Keys and strategies stay. */
  readonly keepTeams: boolean;
  /** Nobody is asked. */
  readonly yes: boolean;
}

/** What `qtc reset` may touch: passed in, so that tests can pass their own. */
export interface ResetContext {
  readonly plan: () => ResetPlan;
  /** Asks for a word; `undefined` when there is nobody to ask. */
  readonly confirm: (word: string) => boolean | undefined;
  readonly backup: () => Promise<BackupReport>;
  readonly remove: () => void;
  readonly print: Print;
}

/**
 * `qtc reset`: ends the competition of a data folder, so that the next start
 * begins anew; nothing is removed before there is a backup.
 *
 * @returns The exit code: 0, or 1 when the answer was another
 * @throws {QtcError} `invalid` when nobody can be asked
 */
export async function reset(
  options: ResetOptions,
  { plan, confirm, backup, remove, print }: ResetContext,
): Promise<number> {
  const { dataDir, keepTeams, yes } = options;
  const { removes, keeps, isBegun } = plan();
  print(`Reset of ${dataDir}`);
  print(`  removes ${list(removes)}`);
  print(`  keeps   ${list(keeps)}`);
  print(
    isBegun
      ? "  goes on with one that was interrupted; its backup is in backups"
      : "  makes a backup first",
  );
  const isSure = yes || confirm("reset");
  if (isSure === undefined) {
    throw new QtcError(
      "invalid",
      `Cannot reset "${dataDir}": there is no terminal to ask on; add --yes`,
    );
  }
  if (!isSure) {
    print("Nothing was changed");
    return 1;
  }
  if (!isBegun) printBackup(await backup(), print);
  remove();
  print(
    `Reset ${dataDir}: the next start begins anew, with ` +
      (keepTeams ? "the same keys" : "new keys"),
  );
  return 0;
}

function list(names: readonly string[]): string {
  return names.length > 0 ? names.join(", ") : "nothing";
}
