import type { Print } from "./command.ts";

/** What a backup holds. */
export interface BackupReport {
  readonly folder: string;
  /** Where its ledger ends: number of the last event and its hash, hex. */
  readonly head: { readonly length: number; readonly hash: string };
  /** All files together, those included that share their place on the disk. */
  readonly bytes: number;
  /** How long it took, seconds, ≥ 0. */
  readonly seconds: number;
}

/** What `qtc backup` may touch: passed in, so that tests can pass their own. */
export interface BackupContext {
  /** Makes and checks a backup, which is there whole or not at all. */
  readonly backup: () => Promise<BackupReport>;
  readonly print: Print;
}

/**
 * `qtc backup [FOLDER]`: copies a data folder, also while a server runs on it.
 *
 * @returns The exit code
 */
export async function backup(
  { backup, print }: BackupContext,
): Promise<number> {
  printBackup(await backup(), print);
  return 0;
}

/** Says where a backup lies and what is in it. */
export function printBackup(report: BackupReport, print: Print): void {
  const { folder, head, bytes, seconds } = report;
  print(`Backup: ${folder}`);
  print(`  ${head.length} events, head ${head.hash}`);
  const size = (bytes / 1e6).toFixed(1);
  print(`  ${size} MB in ${seconds.toFixed(1)} s, all of it agrees`);
}
