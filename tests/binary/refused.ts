import { strict as assert } from "node:assert";
import { listing } from "./folder_listing.ts";
import { run } from "./qtc.ts";

/** A start that must be refused. */
export interface Refusal {
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** What its message says, each of them. */
  readonly says: readonly RegExp[];
}

/** Longest that a refusal may take, milliseconds. */
const REFUSED_MAX_MS = 15_000;

/**
 * Starts the binary in a folder and checks that it ends with 2, says why in one
 * message on the standard error, without a trace, and writes nothing.
 */
export async function refused(
  folder: string,
  { args = [], env = {}, says }: Refusal,
): Promise<void> {
  const before = listing(folder);
  const { code, signal, stdout, stderr } = await run(args, {
    cwd: folder,
    env,
    maxMs: REFUSED_MAX_MS,
  });
  const all = `code ${code} ${signal}\n${stdout}\n${stderr}`;
  assert.equal(code, 2, all);
  assert.match(stdout, /^(\*\*\* SIMULATED[^\n]*\n)?$/, all);
  assert.match(stderr, /^Cannot [^\n]*\n( {2}[^\n]+\n)*$/, all);
  assert.doesNotMatch(stderr, /^ +at |\bError:|\.ts:\d+:\d+\)/m, all);
  for (const pattern of says) assert.match(stderr, pattern, all);
  assert.deepEqual(listing(folder), before, `It wrote:\n${all}`);
}
