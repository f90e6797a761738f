import type { Print } from "./command.ts";

/** What `qtc restore` may touch: passed in, so that tests can pass their own. */
export interface RestoreContext {
  /** Checks a backup and puts it into a data folder; returns where it ends. */
  readonly restore: () => Promise<
    { readonly length: number; readonly hash: string }
  >;
  readonly print: Print;
}

/**
 * `qtc restore FOLDER`: puts a backup into a data folder that holds nothing yet.
 *
 * @returns The exit code
 */
export async function restore(
  { dataDir, folder }: { readonly dataDir: string; readonly folder: string },
  { restore, print }: RestoreContext,
): Promise<number> {
  const { length, hash } = await restore();
  print(`Restored ${dataDir} from ${folder}`);
  print(`  ${length} events, head ${hash}`);
  print("Next:");
  print(`  qtc export --data-dir ${dataDir}`);
  print("  writes portfolios and other files again from the ledger");
  print(`  qtc --data-dir ${dataDir}`);
  print("  goes on, with the settings and the registry it was started with");
  return 0;
}
