import { createHash, timingSafeEqual } from "node:crypto";
import { basename } from "node:path";
import { errorText, QtcError } from "../../domain/error.ts";
import type { Keys } from "../../ports/keys.ts";
import { publishFile } from "./publish_file.ts";

const KEY_PREFIX = "qtc_";
const KEY_BYTES = 32;
/** Longest key that is looked at, characters. */
const KEY_MAX = 200;

/**
 * Returns the keys of a JSON file, `{team_id: key}`, mode 0600. It is read at
 * once, and written only when a key is made; keys that are there are kept.
 *
 * @param path Such as `data/api_keys.json`; need not exist
 * @throws {QtcError} `invalid` when the file is not such JSON, `unavailable`
 *   when it cannot be read or, from `ensure()`, written
 */
export function fileKeys(path: string): Keys {
  const read = () => readKeys(path, true);
  let digests = digestAll(read());
  return {
    ensure(teamIds) {
      // Read again: what an operator wrote meanwhile must not be lost.
      const keys = read();
      const missing = teamIds.filter((id) => !keys.has(id));
      for (const id of missing) keys.set(id, newKey());
      if (missing.length > 0) writeKeys(path, keys);
      digests = digestAll(keys);
    },
    teamOf: (key) => ownerOf(digests, key),
  };
}

/**
 * Returns the keys of a JSON file as {@linkcode fileKeys} does, and never writes:
 * the file's mode stays, and `ensure()` only reads again.
 *
 * @throws {QtcError} `invalid` when the file is not such JSON, `unavailable`
 *   when it cannot be read
 */
export function readOnlyKeys(path: string): Keys {
  const read = () => digestAll(readKeys(path, false));
  let digests = read();
  return {
    ensure: () => void (digests = read()),
    teamOf: (key) => ownerOf(digests, key),
  };
}

/**
 * Returns what is wrong with a file of keys, a line each, and changes nothing.
 *
 * @param teamIds The teams that must have one
 */
export function keyFaults(path: string, teamIds: readonly string[]): string[] {
  try {
    const keys = readKeys(path, false);
    const missing = teamIds.filter((id) => !keys.has(id));
    if (missing.length === 0) return [];
    return [
      `${basename(path)} has no key of ${missing.join(", ")}; the next start ` +
      "makes new ones",
    ];
  } catch (error) {
    return [errorText(error)];
  }
}

function ownerOf(
  digests: ReadonlyMap<string, Uint8Array>,
  key: string,
): string | undefined {
  if (key === "" || key.length > KEY_MAX) return undefined;
  const asked = digest(key);
  let found: string | undefined;
  // No early end: the time must not tell which team comes when.
  for (const [id, expected] of digests) {
    if (timingSafeEqual(asked, expected)) found = id;
  }
  return found;
}

/** Returns `qtc_` and 256 random bits, base64url. */
function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(KEY_BYTES));
  return KEY_PREFIX +
    bytes.toBase64({ alphabet: "base64url", omitPadding: true });
}

function digestAll(keys: ReadonlyMap<string, string>): Map<string, Uint8Array> {
  return new Map([...keys].map(([id, key]) => [id, digest(key)]));
}

function digest(key: string): Uint8Array {
  return createHash("sha256").update(key).digest();
}

/** @param isOurs The file is for its owner alone, whatever it was before */
function readKeys(path: string, isOurs: boolean): Map<string, string> {
  const text = readText(path, isOurs);
  if (text === undefined) return new Map();
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    // What the parser says quotes the file, and with it a key.
    throw unusable(path, "it is not JSON");
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw unusable(path, "it must be {team_id: key}");
  }
  const keys = new Map<string, string>();
  const owners = new Map<string, string>();
  for (const [id, key] of Object.entries(value)) {
    if (typeof key !== "string" || key === "" || key.length > KEY_MAX) {
      throw unusable(
        path,
        `the key of "${id}" must be text of 1 to ${KEY_MAX} characters`,
      );
    }
    const owner = owners.get(key);
    if (owner !== undefined) {
      throw unusable(path, `"${owner}" and "${id}" have the same key`);
    }
    owners.set(key, id);
    keys.set(id, key);
  }
  return keys;
}

function readText(path: string, isOurs: boolean): string | undefined {
  try {
    const text = Deno.readTextFileSync(path);
    if (!isOurs) return text;
    const { mode } = Deno.statSync(path);
    if (mode !== null && (mode & 0o077) !== 0) Deno.chmodSync(path, 0o600);
    return text;
  } catch (cause) {
    if (cause instanceof Deno.errors.NotFound) return undefined;
    throw new QtcError(
      "unavailable",
      `Cannot read keys "${path}": ${errorText(cause)}`,
      {
        cause,
      },
    );
  }
}

function writeKeys(path: string, keys: ReadonlyMap<string, string>): void {
  const sorted = [...keys].sort(([a], [b]) => a < b ? -1 : 1);
  const text = `${JSON.stringify(Object.fromEntries(sorted), undefined, 2)}\n`;
  try {
    publishFile(path, text, 0o600);
  } catch (cause) {
    throw new QtcError(
      "unavailable",
      `Cannot write keys "${path}": ${errorText(cause)}`,
      { cause },
    );
  }
}

function unusable(path: string, state: string): QtcError {
  return new QtcError(
    "invalid",
    `Cannot read keys "${path}": ${state}; mend or remove the file`,
  );
}
