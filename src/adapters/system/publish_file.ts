import { mkdirSync } from "node:fs";
import { dirname } from "node:path";

/**
 * Writes a text beside its path, syncs, renames and syncs the folder: after a
 * crash or power loss the file is the old one or the new one, never a torn one.
 * Folders that are missing are made.
 *
 * @param mode File permissions, such as `0o600`
 * @throws {Error} the system's own, when the disk refuses
 */
export function publishFile(path: string, text: string, mode = 0o644): void {
  publishWith(path, (beside) => writeNew(beside, text, mode));
}

/**
 * Publishes the file that `write` makes beside, as the port Publish says; what
 * lies beside already, left by a crash, is removed first.
 *
 * @throws {Error} the system's own, when the disk refuses, and what `write` throws
 */
export function publishWith(
  path: string,
  write: (beside: string) => void,
): void {
  const beside = `${path}.new`;
  mkdirSync(dirname(path), { recursive: true });
  removeIfThere(beside);
  try {
    write(beside);
    sync(beside);
    Deno.renameSync(beside, path);
  } catch (error) {
    removeIfThere(beside);
    throw error;
  }
  sync(dirname(path));
}

function removeIfThere(path: string): void {
  try {
    Deno.removeSync(path);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}

/**
 * Writes a new file and syncs it; its name is durable after {@linkcode syncFolder}.
 *
 * @param mode File permissions, such as `0o600`
 * @throws {Error} the system's own, also when there is such a file
 */
export function writeSynced(path: string, text: string, mode = 0o644): void {
  writeNew(path, text, mode);
  sync(path);
}

function writeNew(path: string, text: string, mode: number): void {
  using file = Deno.openSync(path, { write: true, createNew: true, mode });
  let bytes: Uint8Array = new TextEncoder().encode(text);
  while (bytes.length > 0) bytes = bytes.subarray(file.writeSync(bytes));
}

/** Makes the names in a folder durable. */
export function syncFolder(path: string): void {
  sync(path);
}

function sync(path: string): void {
  using file = Deno.openSync(path);
  file.syncSync();
}
