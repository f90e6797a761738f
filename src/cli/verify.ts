import type { Print } from "./command.ts";

/** What a check of a data folder found. */
export interface VerifyReport {
  /** What was looked at, a line each: `4,812 events, head 9f2c…`. */
  readonly facts: readonly string[];
  /** What does not agree, a line each; none when all is well. */
  readonly faults: readonly string[];
}

/** What `qtc verify` may touch: passed in, so that tests can pass their own. */
export interface VerifyContext {
  /** Checks chain, books and invariants of a data folder, without changing it. */
  readonly verify: (dataDir: string) => VerifyReport | Promise<VerifyReport>;
  readonly print: Print;
}

/** Most faults that are printed. */
const FAULTS_MAX = 100;

/**
 * `qtc verify`: computes the books again and says whether all of it agrees.
 *
 * @returns The exit code: 0, or 1 when something does not agree
 */
export async function verify(
  dataDir: string,
  { verify, print }: VerifyContext,
): Promise<number> {
  const { facts, faults } = await verify(dataDir);
  for (const fact of facts) print(fact);
  for (const fault of faults.slice(0, FAULTS_MAX)) print(`WRONG: ${fault}`);
  if (faults.length > FAULTS_MAX) {
    print(`WRONG: and ${faults.length - FAULTS_MAX} more`);
  }
  print(
    faults.length === 0
      ? `${dataDir}: all of it agrees`
      : `${dataDir}: ${faults.length} do not agree`,
  );
  return faults.length === 0 ? 0 : 1;
}
