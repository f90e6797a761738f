/**
 * What a trial of a strategy starts from: its files, class, parameters and the
 * server's limits. Everything that is wrong with the command is said here;
 * what is wrong with the strategy is the check's.
 *
 * @module
 */

import { basename } from "node:path";
import { exists, readText } from "../adapters/system/files.ts";
import type { StrategyTrial } from "../cli/command.ts";
import { type Fault, LINE_END } from "../cli/fault_lines.ts";
import { readCash } from "../config/readers.ts";
import {
  ENTRY_POINT_PATTERN,
  ENTRY_POINT_WANTED,
} from "../config/registry_schema.ts";
import type { Money } from "../domain/decimal.ts";
import { errorCode, errorText, QtcError } from "../domain/error.ts";
import {
  classesOf,
  entryPointOf,
  type FoundClass,
} from "../sandbox/entry_scan.ts";
import { type PackageFiles, readPackage } from "../sandbox/package.ts";

/** Parameters as the registry would give them. */
export type Params = Readonly<Record<string, unknown>>;

/** A strategy's sources, and the class that would run. */
export interface Candidate {
  readonly files: PackageFiles;
  readonly entryPoint: string;
  /** Why no registry could name this entry point. */
  readonly fault?: Fault;
}

/** Most characters of parameters, as JSON: what a registry may give. */
const PARAMS_MAX = 65_536;
/** Most minutes of a trial. */
const MINUTES_MAX = 10_000;
/** Most classes that are named when one has to be chosen. */
const NAMED_MAX = 10;

/**
 * Reads a strategy and finds its class.
 *
 * @returns A fault when the server could not read it either
 * @throws {QtcError} `not_found` when there is nothing (any more), `invalid` when
 *   the class has to be named
 */
export async function readCandidate(
  { path, entry }: Pick<StrategyTrial, "path" | "entry">,
): Promise<Candidate | Fault> {
  if (!exists(path)) {
    throw new QtcError(
      "not_found",
      `Cannot read strategy "${path}": there is no such folder or file`,
    );
  }
  if (entry !== undefined && !ENTRY_POINT_PATTERN.test(entry)) {
    throw new QtcError(
      "invalid",
      `Cannot use --entry "${entry}": it ${ENTRY_POINT_WANTED}`,
    );
  }
  let files: PackageFiles;
  try {
    files = await readPackage(path);
  } catch (error) {
    if (["internal", "not_found"].includes(errorCode(error))) throw error;
    return { type: "PackageError", message: errorText(error) };
  }
  if (Object.keys(files).length === 0) {
    throw new QtcError(
      "invalid",
      `Cannot read strategy "${path}": it has no .ts or .js file (links, ` +
        "tests, .d.ts, .mts, .cts, .tsx, .mjs, .cjs and .jsx do not count); " +
        "make one with qtc strategy new",
    );
  }
  if (entry !== undefined) return { files, entryPoint: entry };
  const found = proposedClass(path, files);
  const entryPoint = entryPointOf(found);
  return ENTRY_POINT_PATTERN.test(entryPoint)
    ? { files, entryPoint }
    : { files, entryPoint, fault: nameFault(found, files) };
}

/** A class that may be the strategy's; without an offset it was not found. */
type Proposed = Pick<FoundClass, "file" | "name"> & { readonly at?: number };

/** Returns the only class that fits; without one, that of which a check says most. */
function proposedClass(path: string, files: PackageFiles): Proposed {
  const classes = classesOf(files);
  const fitting = classes.filter(({ hasMethod }) => hasMethod);
  const known = fitting.length > 0 ? fitting : classes;
  const usable = known.filter((each) =>
    ENTRY_POINT_PATTERN.test(entryPointOf(each))
  );
  const [only] = usable.length > 0 ? usable : known;
  if (only === undefined) {
    const [first = "strategy.ts"] = Object.keys(files);
    const file = Object.hasOwn(files, "strategy.ts") ? "strategy.ts" : first;
    return { file, name: "MyStrategy" };
  }
  if (fitting.length === 0 || usable.length < 2) return only;
  const names = usable.slice(0, NAMED_MAX).map(entryPointOf).join(", ");
  throw new QtcError(
    "invalid",
    `Cannot choose the class of "${
      basename(path)
    }": there are ${names}; name ` +
      `one with --entry, such as --entry ${entryPointOf(only)}`,
  );
}

/** Says which name no entry point can have: the file's, or the class's. */
function nameFault({ file, name, at }: Proposed, files: PackageFiles): Fault {
  const type = "ImportError";
  if (!ENTRY_POINT_PATTERN.test(entryPointOf({ file, name: "MyStrategy" }))) {
    return {
      type,
      message: `"${file}" cannot be in an entry_point: rename the file: ` +
        "letters (a to z), digits, - and _, also in the names of its folders",
    };
  }
  const before = (files[file] ?? "").slice(0, at).split(LINE_END);
  const place = `${file}:${before.length}:${(before.at(-1) ?? "").length + 1}`;
  return {
    type,
    message: `class ${name} cannot be in an entry_point: rename the class: ` +
      `letters (a to z), digits, _ and $ (${place})`,
  };
}

/** Says whether `--params` is JSON itself, and not the path of a file. */
export function isParamsText(given: string): boolean {
  return /^\s*[{["]/.test(given);
}

/**
 * Reads `--params`: JSON, or the path of a file of it.
 *
 * @throws {QtcError} `invalid`
 */
export function readParams(given: string | undefined): Params {
  if (given === undefined) return {};
  const text = isParamsText(given) ? given : readText("--params", given);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw wrongParams(given, `it is no JSON: ${errorText(cause)}`);
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw wrongParams(given, 'it must be an object such as {"rows": 5}');
  }
  if (JSON.stringify(value).length > PARAMS_MAX) {
    throw wrongParams(given, `it has more than ${PARAMS_MAX} characters`);
  }
  return value as Params;
}

/**
 * Reads `--cash` and `--minutes`.
 *
 * @param usual Minutes when none are given
 * @throws {QtcError} `invalid`
 */
export function readAmounts(
  { cash = "10000", minutes }: Pick<StrategyTrial, "cash" | "minutes">,
  usual: number,
): { readonly cash: Money; readonly minutes: number } {
  const money = readCash(cash);
  if (money === undefined) {
    throw new QtcError(
      "invalid",
      `Cannot use --cash "${cash}": it must be dollars such as 10000`,
    );
  }
  const count = minutes === undefined ? usual : Number(minutes);
  if (!Number.isInteger(count) || count < 1 || count > MINUTES_MAX) {
    throw new QtcError(
      "invalid",
      `Cannot use --minutes "${minutes}": it must be a whole number from 1 to ` +
        `${MINUTES_MAX}`,
    );
  }
  return { cash: money, minutes: count };
}

function wrongParams(given: string, state: string): QtcError {
  const shown = given.length > 60 ? `${given.slice(0, 60)}…` : given;
  return new QtcError("invalid", `Cannot use --params "${shown}": ${state}`);
}
