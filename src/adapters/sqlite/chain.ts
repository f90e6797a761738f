import { createHash } from "node:crypto";

/** What the first event's hash is chained to. */
export const GENESIS: Uint8Array = new Uint8Array(32);

/**
 * Returns the hash of an event: sha256 over the hash before it, its number and
 * its text. Changing, dropping or moving an event changes every later hash.
 *
 * @param seq Number of the event, 1 for the first
 * @param text JSON text of the event; its kind, minute and team stand in it
 */
export function chainHash(
  before: Uint8Array,
  seq: number,
  text: string,
): Uint8Array {
  return createHash("sha256").update(before).update(`${seq}\n`).update(text)
    .digest();
}

/** Returns lower-case hexadecimal digits. */
export function hex(bytes: Uint8Array): string {
  return bytes.toHex();
}
