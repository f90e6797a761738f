import { closeSync, openSync, readSync, statSync, writeSync } from "node:fs";
import { errorText, QtcError } from "../../domain/error.ts";

/**
 * Returns what `act` returns, and says which file it was about when it fails.
 *
 * @param verb What is done to the file, for the message: `read`
 * @throws {QtcError} `unavailable` for whatever `act` throws, but a `QtcError`
 * as it is
 */
export function onDisk<T>(verb: string, path: string, act: () => T): T {
  try {
    return act();
  } catch (cause) {
    throw unavailable(verb, path, cause);
  }
}

/** Returns the error of {@linkcode onDisk}. */
export function unavailable(
  verb: string,
  path: string,
  cause: unknown,
): QtcError {
  if (cause instanceof QtcError) return cause;
  return new QtcError(
    "unavailable",
    `Cannot ${verb} "${path}": ${errorText(cause)}`,
    { cause },
  );
}

/**
 * Says whether there is something at a path.
 *
 * @throws {QtcError} `unavailable` when that cannot be told: what may not be
 * looked at is not missing
 */
export function isThere(path: string): boolean {
  return onDisk(
    "read",
    path,
    () => statSync(path, { throwIfNoEntry: false }) !== undefined,
  );
}

/**
 * Opens a file for as long as `use` runs.
 *
 * @param flags As in fopen: `r`, `r+`, `a`, `wx`
 * @throws {Error} the system's own
 */
export function withFile<T>(
  path: string,
  flags: string,
  use: (file: number) => T,
): T {
  const file = openSync(path, flags);
  try {
    return use(file);
  } finally {
    closeSync(file);
  }
}

/**
 * Returns the bytes from `offset` on.
 *
 * @param length Exactly so many, ≥ 0
 * @throws {Error} when the file ends before
 */
export function readAt(
  file: number,
  offset: number,
  length: number,
): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(length);
  readInto(file, offset, bytes);
  return bytes;
}

/**
 * Fills `bytes` with those from `offset` on.
 *
 * @throws {Error} when the file ends before
 */
export function readInto(
  file: number,
  offset: number,
  bytes: Uint8Array,
): void {
  let at = 0;
  while (at < bytes.length) {
    const read = readSync(file, bytes, at, bytes.length - at, offset + at);
    if (read === 0) throw new Error(`it ends at byte ${offset + at}`);
    at += read;
  }
}

/** Writes all bytes at the file's end or position, however many calls it takes. */
export function writeAll(file: number, bytes: Uint8Array): void {
  let at = 0;
  while (at < bytes.length) at += writeSync(file, bytes, at, bytes.length - at);
}
