/**
 * What stands beside a hostile program: how it must end, and what its team must
 * be told.
 *
 * @module
 */

import { z } from "zod";

const outcome = z.enum([
  "ok",
  "error",
  "timeout",
  "memory",
  "crashed",
  "load_error",
  "skipped_budget",
  "skipped_spawn",
  "quarantined",
]);

/** What a team must be told. */
const told = z.strictObject({
  /** `RangeError`, `TimeoutError`, `ImportError`, … */
  type: z.string(),
  /** A regular expression that the message matches. */
  message: z.string().refine(isPattern, "it is no regular expression"),
  /** Line of the program that the message names; 1 is the first. */
  line: z.int().min(1).optional(),
  /** The file that it names; default: the program's own. */
  file: z.string().optional(),
});

const expected = z.strictObject({
  /** Why the program is here, a sentence. */
  why: z.string().min(15),
  /** What intake, dry run included, says: `ok`, or the type of the fault. */
  intake: z.string(),
  /** What intake's message matches, where it is not `error.message`. */
  refusal: z.string().refine(isPattern, "it is no regular expression")
    .optional(),
  /**
   * How its minutes end, the last label for all further ones. It is run even
   * where the dry run refuses it. Empty: what the packer says is `error`, and
   * there is nothing to run.
   */
  outcomes: z.array(outcome),
  /** What the team is told of the first minute that does not end well, or of the packer's fault. */
  error: told.optional(),
  /** The raw signals of its last minute, as JSON gives them. */
  signals: z.array(z.unknown()).optional(),
  /** What `parseSignal()` says of each signal of its last minute: `order`, `cancel`, or a regular expression for the fault. */
  verdicts: z.array(z.string().refine(isPattern)).optional(),
  /** A regular expression that the log of its last minute matches; it may hold line breaks. */
  log: z.string().refine(isPattern, "it is no regular expression").optional(),
  /** JSON text of its state after its last minute. */
  state: z.string().optional(),
  /** Whether three timeouts or deaths in a row have put it out by the end. */
  afterwards: z.enum(["running", "quarantined"]).default("running"),
  /** Whether each change is tested with it: the others differ little from one that is, and take long. */
  ci: z.boolean().default(true),
  /** How many minutes it is run. */
  minutes: z.int().min(1).max(40).default(2),
  /** The sandbox's limits for it. */
  options: z.strictObject({
    /** Time in a minute, milliseconds: short where it ends in a timeout. */
    timeoutMs: z.int().min(100).max(20_000).optional(),
    /** Most memory of its process, MB; a fresh process takes about 70. */
    memoryMb: z.int().min(90).max(1000).default(400),
    /** Time of all strategies of a minute together, milliseconds. */
    budgetMs: z.int().min(1_000).max(300_000).default(300_000),
    /** Its `params`. */
    params: z.record(z.string(), z.unknown()).default({}),
    /** The class, where it is not `S`. */
    className: z.string().default("S"),
  }).prefault({}),
});

/** How a program must end. */
export type Expected = z.output<typeof expected>;

/** How a run must end. */
export type Outcome = z.output<typeof outcome>;

/**
 * Reads the text of a `.json` file beside a program.
 *
 * @param path For the message
 * @throws {Error} with all that is wrong with it
 */
export function parseExpected(text: string, path: string): Expected {
  const { data, error } = expected.safeParse(JSON.parse(text));
  if (!data) throw new Error(`Cannot read ${path}: ${z.prettifyError(error)}`);
  const { intake, outcomes, error: told } = data;
  const isFine = outcomes.length > 0 && outcomes.every((each) => each === "ok");
  if (isFine !== (told === undefined)) {
    throw new Error(
      `Cannot read ${path}: "error" belongs to what does not end well, and only there`,
    );
  }
  if (outcomes.length === 0 && intake === "ok") {
    throw new Error(`Cannot read ${path}: without outcomes, intake refuses it`);
  }
  return data;
}

/** Returns the label that a minute must have; 0 is the first. */
export function outcomeAt({ outcomes }: Expected, minute: number): Outcome {
  return outcomes[Math.min(minute, outcomes.length - 1)] ?? "load_error";
}

function isPattern(text: string): boolean {
  try {
    new RegExp(text, "su");
    return true;
  } catch {
    return false;
  }
}
