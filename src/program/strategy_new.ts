import { join } from "node:path";
import { exists, write } from "../adapters/system/files.ts";
import { strategyFiles } from "../cli/strategy_new.ts";
import { errorText, QtcError } from "../domain/error.ts";
import type { Program } from "./program.ts";

/**
 * Runs `qtc strategy new`: writes a strategy to start from. A folder that has
 * one of its files already is left as it is.
 *
 * @returns The exit code
 * @throws {QtcError} `conflict` when something is in the way, and nothing is
 *   written then; `unavailable` when a file cannot be written
 */
export function newStrategy(
  folder: string,
  { print, samples, onStarted }: Pick<Program, "print" | "onStarted"> & {
    /** Returns the files of `qtc init`: text by path. */
    readonly samples: () => Readonly<Record<string, string>>;
  },
): number {
  const files = Object.entries(strategyFiles(samples()))
    .map(([name, text]) => [join(folder, name), text] as const);
  const there = files.map(([path]) => path).filter(exists);
  if (there.length > 0) {
    const more = there.length > 1 ? ` and ${there.length - 1} more` : "";
    throw new QtcError(
      "conflict",
      `Cannot make strategy "${folder}": there is ${there[0]}${more} ` +
        "already; name a new folder",
    );
  }
  onStarted();
  for (const [path, text] of files) {
    try {
      write(path, text);
    } catch (cause) {
      throw new QtcError(
        "unavailable",
        `Cannot write file "${path}": ${errorText(cause)}`,
        { cause },
      );
    }
    print(`written ${path}`);
  }
  print("");
  print("Next:");
  print(`  qtc strategy check ${quoted(folder)}`);
  print(`  qtc strategy run ${quoted(folder)} --minutes 30`);
  return 0;
}

/** As a shell takes it for one word. */
function quoted(text: string): string {
  return /^[\w./+@%:-]+$/.test(text)
    ? text
    : `'${text.replaceAll("'", `'\\''`)}'`;
}
