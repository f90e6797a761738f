import { join } from "node:path";
import {
  ALERT_KINDS,
  byImportance,
  type ToldAlert,
} from "../../domain/alert.ts";
import { errorText } from "../../domain/error.ts";
import type { Log } from "../../ports/log.ts";
import { publishFile } from "./publish_file.ts";

/** `runtime/alerts.json`: what operators were told that it began, and not that it ended. */
export interface AlertFile {
  /** Returns what the process before has told; nothing when that is not known. */
  read(): readonly ToldAlert[];
  /**
   * Keeps what has been told. On a full disk it writes over the file that is
   * there; a disk that refuses that as well costs a line in the log.
   */
  write(told: readonly ToldAlert[]): void;
}

/** What a disk gives out at once, bytes. */
const BLOCK = 4096;

/**
 * Returns the file of a data folder, so that a restart tells nothing again.
 *
 * @param publish Writes a file beside and renames it; others are for tests
 */
export function alertFile(
  dataDir: string,
  log: Log,
  { publish = publishFile }: { readonly publish?: typeof publishFile } = {},
): AlertFile {
  const path = join(dataDir, "runtime", "alerts.json");
  return {
    read() {
      try {
        const { raised } = JSON.parse(Deno.readTextFileSync(path));
        return Array.isArray(raised) ? raised.flatMap(readTold) : [];
      } catch {
        return []; // not there or damaged: then some things are told again
      }
    },
    write(told) {
      const text = textOf(told);
      try {
        publish(
          path,
          `${text}${padding(text, wholeBlocks(bytesOf(text) + 1))}`,
        );
      } catch (error) {
        if (overwritten(path, told)) return;
        const reason = errorText(error);
        log.write("warning", `Cannot write alerts "${path}": ${reason}`);
      }
    },
  };
}

/**
 * Writes over what is there, which takes no room: as much as its blocks hold, the
 * most important first.
 */
function overwritten(path: string, told: readonly ToldAlert[]): boolean {
  try {
    using file = Deno.openSync(path, { write: true });
    const size = wholeBlocks(file.statSync().size);
    const kept = told.toSorted(byImportance);
    while (kept.length > 0 && bytesOf(textOf(kept)) >= size) kept.pop();
    const text = textOf(kept);
    let bytes: Uint8Array = encoded(`${text}${padding(text, size)}`);
    while (bytes.length > 0) bytes = bytes.subarray(file.writeSync(bytes));
    file.syncSync();
    return true;
  } catch {
    return false; // the caller says why it could not be published
  }
}

function textOf(told: readonly ToldAlert[]): string {
  return JSON.stringify({ raised: told }, undefined, 2);
}

/** Blanks up to a size, and the end of the line. */
function padding(text: string, size: number): string {
  return `${" ".repeat(Math.max(size - bytesOf(text) - 1, 0))}\n`;
}

function wholeBlocks(bytes: number): number {
  return Math.ceil(bytes / BLOCK) * BLOCK;
}

function bytesOf(text: string): number {
  return encoded(text).length;
}

function encoded(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

/** What was written without a time was told long ago. */
function readTold(value: unknown): ToldAlert[] {
  if (typeof value !== "object" || value === null) return [];
  const alert = value as ToldAlert;
  const { kind, subject, state, message, at, toldAt = 0 } = alert;
  const isTold = ALERT_KINDS.some((each) => each === kind) &&
    state === "raised" &&
    (subject === undefined || typeof subject === "string") &&
    typeof message === "string" && Number.isFinite(at) &&
    Number.isFinite(toldAt);
  return isTold ? [{ ...alert, toldAt }] : [];
}
