import { errorText } from "../../domain/error.ts";
import { printable } from "../../domain/printable.ts";
import type { Log, LogLevel } from "../../ports/log.ts";
import type { LogFiles } from "./log_file.ts";
import { writeAll } from "./stdout.ts";

/** A request that failed for a reason its caller cannot act on. */
export interface RequestFailure {
  readonly requestId: string;
  readonly method: string;
  /** The route's pattern, such as `/line/:key`. */
  readonly route: string;
  readonly error: unknown;
}

/** A log on the standard error, and one line below it that is written over. */
export interface SystemLog extends Log {
  /**
   * Shows a line of progress: on a terminal in place of the one before, at most
   * ten times a second; elsewhere as a line of its own, at most every ten seconds.
   */
  progress(text: string): void;
  /** Writes that a request could not be answered; its route, never its path. */
  readonly failure: (failure: RequestFailure) => void;
  /** Writes that a line of a file cannot be used; after some, that there are more. */
  readonly fault: (file: string, line: number, reason: string) => void;
  /**
   * Keeps lines from now on in files as well, and those before. Wants a folder
   * that is ours: until then nothing is written anywhere but on the standard error.
   */
  attach(files: LogFiles): void;
  /** Shows the last progress that was held back and leaves it standing. */
  endProgress(): void;
}

/** Options of {@linkcode systemLog}; all but `level` are for tests. */
export interface SystemLogOptions {
  /** The least important level that is written. */
  readonly level: LogLevel;
  /** Where text goes; the standard error. */
  readonly write?: (text: string) => void;
  /** Unix milliseconds; the machine's clock. */
  readonly now?: () => number;
  /** Columns of the terminal, absent when there is none. */
  readonly columns?: () => number | undefined;
}

/** Most lines that wait for files: a start writes a few. */
const WAITING_MAX = 200;
/** Most lines of files that are named. */
const FAULTS_MAX = 20;
const LEVELS: readonly LogLevel[] = ["debug", "info", "warning", "error"];
const TERMINAL_EVERY_MS = 100;
const PLAIN_EVERY_MS = 10_000;
/** Longest line, characters: what teams say may be in it. */
const LINE_MAX = 4_000;
const ERASE = "\r\x1b[K";

/** Returns the operator's log: `2026-11-20T14:31:02Z info    message key=value`. */
export function systemLog(options: SystemLogOptions): SystemLog {
  const {
    level: least,
    write = (text) => writeAll(Deno.stderr, text),
    now = () => Date.now(),
    columns = terminalColumns,
  } = options;
  const threshold = LEVELS.indexOf(least);
  /** What stands on the terminal's last line. */
  let shown = "";
  let held: string | undefined;
  let shownAt = -Infinity;

  function show(text: string, width: number | undefined): void {
    held = undefined;
    shownAt = now();
    if (width === undefined) return write(`${printable(text)}\n`);
    shown = printable(text).slice(0, Math.max(width - 1, 1));
    write(`${ERASE}${shown}`);
  }

  let files: LogFiles | undefined;
  const waiting: (readonly [level: LogLevel, line: string])[] = [];

  const writeLine: Log["write"] = (level, message, facts = {}) => {
    if (LEVELS.indexOf(level) < threshold) return;
    const line = logLine(now(), level, message, facts);
    write(shown ? `${ERASE}${line}\n${shown}` : `${line}\n`);
    if (files) files.write(level, line);
    else if (waiting.length < WAITING_MAX) waiting.push([level, line]);
  };

  let faults = 0;

  return {
    write: writeLine,
    fault(file, line, reason) {
      if (++faults > FAULTS_MAX + 1) return;
      const message = faults > FAULTS_MAX
        ? "Refused more lines, which are not shown"
        : `Refused ${file}:${line}: ${reason}`;
      writeLine("warning", message);
    },
    failure({ requestId, method, route, error }) {
      const message = `${method} ${route}: ${errorText(error)}`;
      writeLine("error", message, { requestId });
    },
    progress(text) {
      const width = columns();
      const every = width === undefined ? PLAIN_EVERY_MS : TERMINAL_EVERY_MS;
      // A clock that was set back must not silence it.
      if (Math.abs(now() - shownAt) < every) held = text;
      else show(text, width);
    },
    attach(attached) {
      files = attached;
      for (const [level, line] of waiting.splice(0)) files.write(level, line);
    },
    endProgress() {
      if (held !== undefined) show(held, columns());
      if (shown) write("\n");
      shown = "";
      shownAt = -Infinity;
    },
  };
}

function logLine(
  time: number,
  level: LogLevel,
  message: string,
  facts: Readonly<Record<string, string | number | boolean>>,
): string {
  const at = new Date(time).toISOString().replace(/\.\d+Z$/, "Z");
  const pairs = Object.entries(facts).map(([key, value]) =>
    ` ${printable(key)}=${factText(value)}`
  );
  const line = `${at} ${level.padEnd(7)} ${printable(message)}${
    pairs.join("")
  }`;
  return line.length > LINE_MAX ? `${line.slice(0, LINE_MAX)}…` : line;
}

/** Quotes what would not read as one word. */
function factText(value: string | number | boolean): string {
  const text = printable(String(value));
  return text === "" || /[\s"=]/.test(text)
    ? `"${text.replaceAll('"', '\\"')}"`
    : text;
}

function terminalColumns(): number | undefined {
  if (!Deno.stderr.isTerminal()) return undefined;
  try {
    return Deno.consoleSize().columns || 80;
  } catch {
    return 80;
  }
}
