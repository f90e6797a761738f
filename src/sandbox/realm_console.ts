import type { Own } from "./realm_own.ts";

/** What the strategy wrote. */
export interface Recorder {
  /** Returns the text since the last call of this function, and forgets it. */
  take(): string;
}

/**
 * Replaces `console` by one that keeps at most `max` characters. Part of the
 * realm's loader: nothing outside the function exists there.
 */
export function installConsole(
  own: Own,
  global: typeof globalThis,
  max: number,
): Recorder {
  const CUT = "\n… cut: the log of a minute is full";
  let text = "";
  let full = false;

  const show = (value: unknown): string => {
    try {
      if (typeof value === "string") return value;
      if (typeof value !== "object" || value === null) {
        return own.toText(value);
      }
      if (value instanceof own.Error) {
        return own.toText(value.name) + ": " + own.toText(value.message);
      }
      return own.stringify(value) ?? own.toText(value);
    } catch {
      return "[cannot be shown]";
    }
  };
  const record = (...values: unknown[]): void => {
    if (full) return;
    const room = max - CUT.length - text.length;
    let line = text === "" ? "" : "\n";
    for (let i = 0; i < values.length && line.length <= room; i++) {
      line += (i > 0 ? " " : "") + show(values[i]);
    }
    full = line.length > room;
    text += full ? own.cut(line, 0, room) + CUT : line;
  };
  const recorder = own.create(null) as Record<string, unknown>;
  const loud = ["log", "info", "debug", "warn", "error", "trace", "dir"];
  const silent = ["table", "group", "groupEnd", "time", "timeEnd", "count"];
  for (const name of loud) recorder[name] = record;
  for (const name of silent) recorder[name] = () => {};
  recorder.assert = (condition: unknown, ...values: unknown[]) => {
    if (condition) return;
    const all: unknown[] = ["Assertion failed"];
    for (let i = 0; i < values.length; i++) all[i + 1] = values[i];
    own.apply(record, undefined, all);
  };
  own.defineProperty(global, "console", {
    value: recorder,
    writable: true,
    enumerable: false,
    configurable: true,
  });
  return {
    take() {
      const taken = text;
      text = "";
      full = false;
      return taken;
    },
  };
}
