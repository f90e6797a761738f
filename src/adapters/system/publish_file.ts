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
  const beside = `${path}.new`;
  mkdirSync(dirname(path), { recursive: true });
  try {
    Deno.removeSync(beside);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
  writeSynced(beside, text, mode);
  Deno.renameSync(beside, path);
  syncFolder(dirname(path));
}

/**
 * Writes a new file and syncs it; its name is durable after {@linkcode syncFolder}.
 *
 * @param mode File permissions, such as `0o600`
 * @throws {Error} the system's own, also when there is such a file
 */
export function writeSynced(path: string, text: string, mode = 0o644): void {
  using file = Deno.openSync(path, { write: true, createNew: true, mode });
  let bytes: Uint8Array = new TextEncoder().encode(text);
  while (bytes.length > 0) bytes = bytes.subarray(file.writeSync(bytes));
  file.syncSync();
}

/** Makes the names in a folder durable. */
export function syncFolder(path: string): void {
  using folder = Deno.openSync(path);
  folder.syncSync();
}
