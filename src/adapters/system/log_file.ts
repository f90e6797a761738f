import { renameSync, statSync } from "node:fs";
import { join } from "node:path";
import { errorText } from "../../domain/error.ts";
import type { LogLevel } from "../../ports/log.ts";

/** Keeps lines of the log; see `SystemLog.attach()`. */
export interface LogFiles {
  /** Appends a line; a disk that refuses loses it. Never throws. */
  write(level: LogLevel, line: string): void;
}

/** Options of {@linkcode logFiles}. */
export interface LogFilesOptions {
  /** Where they lie; made when it is missing. */
  readonly folder: string;
  /** Size that no file exceeds, unless one line does; bytes, > 0. */
  readonly maxBytes: number;
  /** Older files that are kept of each, ≥ 0. */
  readonly files: number;
  /** Is told once that lines cannot be kept; may write to the log. */
  readonly onFault: (message: string) => void;
  /** Unix milliseconds; the machine's clock. */
  readonly now?: () => number;
}

/** The name of the file that has every line. */
export const LOG_NAME = "qtc_alpha.log";
/** The name of the file that has warnings and errors. */
export const ERRORS_NAME = "qtc_alpha_errors.log";
/** How long a disk that refused is left alone, milliseconds. */
const AGAIN_MS = 60_000;

/**
 * Returns files that lines are appended to: one of all, one of warnings and
 * errors. A file that would become too large is set aside as `.1`, `.1` as `.2`
 * and so on. What a full disk has lost is counted in the line after it.
 */
export function logFiles(options: LogFilesOptions): LogFiles {
  const { folder, onFault, now = () => Date.now() } = options;
  const all = rotatedFile(join(folder, LOG_NAME), options);
  const errors = rotatedFile(join(folder, ERRORS_NAME), options);
  let failedAt: number | undefined;
  let lost = 0;

  return {
    write(level, line) {
      // Without its sign: a clock that was set back must not stop it.
      const isLeftAlone = failedAt !== undefined &&
        Math.abs(now() - failedAt) < AGAIN_MS;
      if (isLeftAlone) return void lost++;
      const isFault = level === "warning" || level === "error";
      const text = lost > 0
        ? `(${lost} lines were lost)\n${line}\n`
        : `${line}\n`;
      try {
        all(text);
        if (isFault) errors(text);
        failedAt = undefined;
        lost = 0;
      } catch (error) {
        const isNew = failedAt === undefined;
        failedAt = now();
        lost++;
        if (isNew) {
          onFault(`Cannot write log files in "${folder}": ${errorText(error)}`);
        }
      }
    },
  };
}

/** Returns what appends texts to a file, and throws what the system throws. */
function rotatedFile(
  path: string,
  { folder, maxBytes, files }: LogFilesOptions,
): (text: string) => void {
  /** Absent before it is known, and again after a failure. */
  let size: number | undefined;
  /** The last text may be there in part. */
  let isTorn = false;
  return (text) => {
    const whole = isTorn ? `\n${text}` : text;
    const bytes = new TextEncoder().encode(whole);
    const before = size ?? sizeOf(path);
    size = undefined;
    Deno.mkdirSync(folder, { recursive: true });
    const isOver = before > 0 && before + bytes.length > maxBytes;
    if (isOver) setAside(path, files);
    isTorn = true;
    Deno.writeFileSync(path, bytes, { append: true });
    isTorn = false;
    size = (isOver ? 0 : before) + bytes.length;
  };
}

function setAside(path: string, files: number): void {
  for (let n = files; n > 0; n--) {
    const from = n === 1 ? path : `${path}.${n - 1}`;
    try {
      renameSync(from, `${path}.${n}`);
    } catch (error) {
      if ((error as { code?: string }).code !== "ENOENT") throw error;
    }
  }
  if (files === 0) Deno.removeSync(path);
}

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}
