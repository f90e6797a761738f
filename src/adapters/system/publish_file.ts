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
  using file = Deno.openSync(beside, { write: true, createNew: true, mode });
  let bytes: Uint8Array = new TextEncoder().encode(text);
  while (bytes.length > 0) bytes = bytes.subarray(file.writeSync(bytes));
  file.syncSync();
  Deno.renameSync(beside, path);
  using folder = Deno.openSync(dirname(path));
  folder.syncSync();
}
