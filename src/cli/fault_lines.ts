import { printable } from "../domain/printable.ts";
import { remedyOf } from "./remedy.ts";

/** What is wrong with a strategy: its type, and a message that may end with a place. */
export interface Fault {
  /** `SyntaxError`, `TimeoutError`, … */
  readonly type: string;
  readonly message: string;
}

/** A place in a strategy's source; line and column count from 1. */
export interface SourcePlace {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** Sources by path inside the package. */
export type Sources = Readonly<Record<string, string>>;

/** What ends a line of JavaScript, and counts as one in places. */
export const LINE_END: RegExp = /\r\n|[\n\r\u2028\u2029]/;

/** Columns of a source line that are shown. */
const SHOWN_MAX = 100;
const PLACE = /\(([^():\s][^():]*):(\d{1,7}):(\d{1,7})\)/g;

/** Returns the place that a message names last, `undefined` when it names none. */
export function placeIn(message: string): SourcePlace | undefined {
  const found = [...message.matchAll(PLACE)].at(-1);
  if (!found) return undefined;
  const [, file = "", line, column] = found;
  return { file, line: Number(line), column: Number(column) };
}

/**
 * Returns a fault as lines for people: message, source line with a caret, what
 * to do.
 *
 * @param sources Text of each file; without the file there is no source line
 */
export function faultLines(fault: Fault, sources: Sources): string[] {
  const place = placeIn(fault.message);
  const named = fault.message.startsWith(fault.type) ? "" : `${fault.type}: `;
  return [
    printable(`${named}${fault.message}`),
    ...(place ? sourceLines(place, sources) : []),
    `  What to do: ${printable(remedyOf(fault))}`,
  ];
}

function sourceLines(
  { file, line, column }: SourcePlace,
  sources: Sources,
): string[] {
  const text = Object.hasOwn(sources, file)
    ? sources[file]?.split(LINE_END)[line - 1]
    : undefined;
  if (text === undefined) return [];
  const from = Math.max(0, column - SHOWN_MAX + 20);
  const shown = text.slice(from, from + SHOWN_MAX);
  const before = shown.slice(0, Math.max(0, column - 1 - from));
  const head = `  ${line} | `;
  const tabs = (part: string) => printable(part.replaceAll("\t", "  "));
  return [
    "",
    `${head}${tabs(shown)}`,
    `${" ".repeat(head.length)}${" ".repeat(tabs(before).length)}^`,
    "",
  ];
}
