import { dirname } from "node:path";
import { errorText, QtcError } from "../../domain/error.ts";

/** Says whether there is something at a path. */
export function exists(path: string): boolean {
  return kindOf(path) !== undefined;
}

/** Says whether there is a folder at a path. */
export function folderExists(path: string): boolean {
  return kindOf(path) === "folder";
}

function kindOf(path: string): "folder" | "other" | undefined {
  try {
    return Deno.statSync(path).isDirectory ? "folder" : "other";
  } catch {
    return undefined; // not there, or not for us: both mean that it cannot be used
  }
}

/** Writes a new file and the folders above it; fails when it is there. */
export function write(path: string, text: string): void {
  Deno.mkdirSync(dirname(path), { recursive: true });
  Deno.writeTextFileSync(path, text, { createNew: true });
}

/**
 * Returns a file's text.
 *
 * @param what What the file is, for the message: `registry`
 * @throws {QtcError} `invalid` when it cannot be read
 */
export function readText(what: string, path: string): string {
  try {
    return Deno.readTextFileSync(path);
  } catch (cause) {
    const reason = cause instanceof Deno.errors.NotFound
      ? "there is no such file"
      : errorText(cause);
    throw new QtcError("invalid", `Cannot read ${what} "${path}": ${reason}`, {
      cause,
    });
  }
}

/** Returns a file's text, or an empty one when there is no such file. */
export function readIfThere(what: string, path: string): string {
  return exists(path) ? readText(what, path) : "";
}

/** Returns a text that changes whenever a file may have changed. */
export function fileStamp(path: string): string {
  try {
    const { mtime, size, ino } = Deno.statSync(path);
    return `${path} ${mtime?.getTime()} ${size} ${ino}`;
  } catch {
    return `${path} missing`;
  }
}

/** Deepest folder that a stamp looks into, and most files that it counts. */
const DEPTH_MAX = 10;
const FILES_MAX = 2_000;

/**
 * Returns a text that changes whenever a file of some endings below a folder may
 * have changed, `missing` when it cannot be read. Hidden files and
 * `node_modules` do not count: they could hold thousands.
 *
 * @param endings Such as `.ts`
 */
export function folderStamp(
  folder: string,
  endings: readonly string[],
): string {
  const stamps: string[] = [];
  const walk = (path: string, depth: number): void => {
    for (const { name, isDirectory } of Deno.readDirSync(path)) {
      if (stamps.length >= FILES_MAX) return;
      if (name.startsWith(".") || name === "node_modules") continue;
      const inside = `${path}/${name}`;
      if (isDirectory) {
        if (depth < DEPTH_MAX) walk(inside, depth + 1);
      } else if (endings.some((ending) => name.endsWith(ending))) {
        stamps.push(fileStamp(inside));
      }
    }
  };
  try {
    walk(folder, 0);
  } catch {
    return "missing";
  }
  return stamps.sort().join("\n");
}
