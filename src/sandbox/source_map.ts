import { originalPositionFor, TraceMap } from "@jridgewell/trace-mapping";
import type { RunError } from "../domain/run.ts";
import type { Failure } from "./protocol.ts";
import { CAPS } from "./realm.ts";

/** What the packer puts before the names of a strategy's files. */
const NAMESPACE = "strategy:";

/**
 * Returns what the team is told about a failure: the thrown error's name and
 * message, with file, line and column of the team's own source.
 *
 * @param map Source map of the script, JSON text
 */
export function describeFailure(failure: Failure, map: string): RunError {
  const { name, message, stack, load } = failure;
  const place = placeOf(stack, map);
  const text = message === "" ? name : `${name}: ${message}`;
  const room = CAPS.message - (place === undefined ? 0 : place.length + 3);
  return {
    type: name,
    message: text.slice(0, room) + (place === undefined ? "" : ` (${place})`),
    phase: load ? "load" : "signal_generation",
  };
}

/** Returns `file:line:column` of the first frame of a stack that lies in the team's source. */
export function placeOf(stack: string, map: string): string | undefined {
  const frames = [
    ...stack.matchAll(/^ {4}at .*?strategy\.js:(\d+):(\d+)\)?$/gm),
  ];
  if (frames.length === 0) return undefined;
  try {
    const trace = new TraceMap(map);
    for (const [, line, column] of frames) {
      const found = originalPositionFor(trace, {
        line: Number(line),
        column: Number(column) - 1,
      });
      if (found.source === null) continue;
      const file = found.source.startsWith(NAMESPACE)
        ? found.source.slice(NAMESPACE.length)
        : found.source;
      return `${file}:${found.line}:${found.column + 1}`;
    }
  } catch {
    // A stack can be forged: numbers that no map has.
  }
  return undefined;
}
