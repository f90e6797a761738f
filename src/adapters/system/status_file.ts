import { join } from "node:path";
import { errorText, QtcError } from "../../domain/error.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Head } from "../../ports/ledger.ts";
import { publishFile } from "./publish_file.ts";

/** Real time between two writes, milliseconds. */
const EVERY_MS = 1_000;
/** A sha256, hex. */
const HASH_PATTERN = /^[0-9a-f]{64}$/;

/**
 * `runtime/status.json`: where the ledger ended when it was last written, and
 * how the whole was then.
 */
export interface StatusFile {
  /** Writes the head, at most once a second unless `now` is set. */
  write(head: Head, now?: boolean): void;
}

/**
 * Returns the status file of a data folder; the ledger is never behind it.
 *
 * @param facts What else is said, as JSON values by name
 */
export function statusFile(
  dataDir: string,
  wall: Clock,
  facts: () => Readonly<Record<string, unknown>> = () => ({}),
): StatusFile {
  let writtenAt = -Infinity;
  let written = -1;
  return {
    write(head, now = false) {
      if (head.length === written) return;
      // Without its sign: a clock that was set back must not stop it.
      const since = Math.abs(wall.now() - writtenAt);
      if (!now && since < EVERY_MS) return;
      const path = statusPath(dataDir);
      const ledger = { length: head.length, head: head.hash };
      const text = JSON.stringify({ ...facts(), ledger }, undefined, 2);
      try {
        publishFile(path, `${text}\n`);
      } catch (cause) {
        throw unavailable("write", path, errorText(cause), cause);
      }
      writtenAt = wall.now();
      written = head.length;
    },
  };
}

/**
 * Returns the head that was last published, or `undefined` when none was.
 *
 * @throws {QtcError} `unavailable` when the file is damaged or cannot be read
 */
export function readStatusFile(dataDir: string): Head | undefined {
  const path = statusPath(dataDir);
  let text: string;
  try {
    text = Deno.readTextFileSync(path);
  } catch (cause) {
    if (cause instanceof Deno.errors.NotFound) return undefined;
    throw unavailable("read", path, errorText(cause), cause);
  }
  const head = parseHead(text);
  if (head) return head;
  throw unavailable(
    "read",
    path,
    "it does not say where the ledger ended; mend or remove the file",
  );
}

function parseHead(text: string): Head | undefined {
  try {
    const { length, head } = JSON.parse(text).ledger;
    const isHead = Number.isSafeInteger(length) && length >= 0 &&
      typeof head === "string" && HASH_PATTERN.test(head);
    return isHead ? { length, hash: head } : undefined;
  } catch {
    return undefined; // not JSON, or without the field
  }
}

function unavailable(
  action: "read" | "write",
  path: string,
  state: string,
  cause?: unknown,
): QtcError {
  return new QtcError(
    "unavailable",
    `Cannot ${action} status "${path}": ${state}`,
    { cause },
  );
}

function statusPath(dataDir: string): string {
  return join(dataDir, "runtime", "status.json");
}
