import { originalPositionFor, TraceMap } from "@jridgewell/trace-mapping";
import type { RunError } from "../domain/run.ts";
import type { Failure } from "./protocol.ts";
import { CAPS } from "./realm.ts";

/** What the packer puts before the names of a strategy's files. */
const NAMESPACE = "strategy:";
/**
 * Longest map that is read, characters, about 25,000 lines: it is read on the
 * engine's thread at every failure, and this takes some 25 ms.
 */
const MAP_MAX = 1024 * 1024;

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
  ].map(([, line, column]) => [Number(line), Number(column)]);
  // What V8 cannot read: line, its text, and a caret below the place.
  const unread = /^strategy\.js:(\d+)\n.*\n(\s*)\^/.exec(stack);
  if (unread) frames.unshift([Number(unread[1]), unread[2]!.length + 1]);
  if (frames.length === 0 || map.length > MAP_MAX) return undefined;
  try {
    const trace = new TraceMap(map);
    for (const [line, column] of frames) {
      const found = originalPositionFor(trace, {
        line: line!,
        column: column! - 1,
      });
      // Inside the SDK: what the team called it with is what went wrong.
      if (!found.source?.startsWith(NAMESPACE)) continue;
      const file = found.source.slice(NAMESPACE.length);
      return `${file}:${found.line}:${found.column + 1}`;
    }
  } catch {
    // A stack can be forged: numbers that no map has.
  }
  return undefined;
}
