import { QtcError } from "../domain/error.ts";
import { DEPTH_MAX } from "./package_rules.ts";

/** Most bytes of a name between two slashes: what file systems take. */
const NAME_BYTES_MAX = 255;
/** Control characters, and what turns the direction of text or ends a line. */
// deno-lint-ignore no-control-regex -- these are what is looked for
const UNSEEN = /[\0-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/;

/**
 * Returns the name of a ZIP's entry, with `/` at the end when it is a folder.
 *
 * @throws {QtcError} `invalid` when it is no name that a file of a strategy may have
 */
export function entryName(raw: Uint8Array): string {
  let name: string;
  try {
    const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
    name = decoder.decode(raw);
  } catch (cause) {
    const lossy = new TextDecoder().decode(raw);
    throw badName(lossy, "its name is not UTF-8; use letters a to z", cause);
  }
  const fault = nameFault(name);
  if (fault !== undefined) throw badName(name, fault);
  return name;
}

/**
 * Looks at how many folders a file lies in.
 *
 * @throws {QtcError} `invalid` when it would not be found there
 */
export function checkDepth(name: string): void {
  if (name.split("/").length <= DEPTH_MAX + 1) return;
  throw badName(
    name,
    `it lies too deep; at most ${DEPTH_MAX} folders, one in the other`,
  );
}

/**
 * Looks at all names together.
 *
 * @param names Files and folders; these end with `/`
 * @throws {QtcError} `invalid` when two would be one file, on some system
 */
export function checkTogether(names: readonly string[]): void {
  const seen = new Map<string, string>();
  const files = new Set<string>();
  for (const name of names) {
    const key = foldedName(name);
    const twin = seen.get(key);
    if (twin === name) throw badName(name, "it is there twice; keep one");
    if (twin !== undefined) {
      throw badName(
        name,
        `it is the same file as ${shown(twin)} on systems ` +
          "that do not tell upper from lower case; rename one",
      );
    }
    seen.set(key, name);
    if (!name.endsWith("/")) files.add(key);
  }
  for (const [key, name] of seen) {
    const parts = key.split("/");
    for (let count = 1; count < parts.length; count++) {
      if (!files.has(parts.slice(0, count).join("/"))) continue;
      throw badName(name, "a folder and a file have one name; rename one");
    }
  }
}

/**
 * Returns the one folder that everything lies in, with `/`, or nothing: a ZIP of
 * a folder has it around its files.
 */
export function topFolder(names: readonly string[]): string {
  const parts = names.map((name) => name.slice(0, name.indexOf("/") + 1));
  // What a Mac adds beside the folder is no part of it.
  const tops = new Set(parts.filter((top) => top !== "__MACOSX/"));
  const [top = ""] = tops;
  return tops.size === 1 ? top : "";
}

/** Returns the refusal of an entry; its name is shown so that it hides nothing. */
export function badName(
  name: string,
  state: string,
  cause?: unknown,
): QtcError {
  return new QtcError(
    "invalid",
    `Cannot read ${shown(name)} of the ZIP: ${state}`,
    {
      cause,
    },
  );
}

function nameFault(name: string): string | undefined {
  if (UNSEEN.test(name)) {
    return "its name has control characters; use letters a to z";
  }
  if (name.includes("\\")) {
    return "its name has a backslash; folders end with /";
  }
  if (name.startsWith("/") || /^[A-Za-z]:/.test(name)) {
    return "its path is absolute; it must lie in the strategy's folder";
  }
  const parts = name.replace(/\/$/, "").split("/");
  if (parts.includes("..")) {
    return "its path leads out of the strategy's folder; remove the ..";
  }
  if (parts.includes("") || parts.includes(".")) {
    return "its path has an empty part; write folder/file.ts";
  }
  const encoder = new TextEncoder();
  const isLong = parts.some((part) =>
    encoder.encode(part).length > NAME_BYTES_MAX
  );
  return isLong ? `its name has more than ${NAME_BYTES_MAX} bytes` : undefined;
}

/** Returns what names are compared by: some systems know neither case nor form. */
function foldedName(name: string): string {
  const plain = name.replace(/\/$/, "").normalize("NFC");
  return plain.toUpperCase().toLowerCase().normalize("NFC");
}

function shown(name: string): string {
  const text = JSON.stringify(name.slice(0, 200));
  return text.replace(
    /[^\x20-\x7e\u00a1-\u02ff\u0370-\u05ff\u3040-\u9fff]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
