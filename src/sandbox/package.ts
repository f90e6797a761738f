import { createHash } from "node:crypto";
import { lstat, readdir, readFile, stat } from "node:fs/promises";
import { basename, join } from "node:path";
import { errorText, QtcError } from "../domain/error.ts";
import {
  DEPTH_MAX,
  FILE_BYTES_MAX,
  FILES_MAX,
  isSeen,
  isSource,
  tooLarge,
  TOTAL_BYTES_MAX,
} from "./package_rules.ts";
import { decodeSource } from "./source_text.ts";
import { zipPackage } from "./zip_package.ts";

const WANTED = "a strategy is a folder, a .ts or .js file, or a .zip file";

/** Text of each source file, by its path inside the package, with `/`. */
export type PackageFiles = Readonly<Record<string, string>>;

/**
 * Reads a strategy: a folder's `.ts` and `.js` files, without tests, hidden
 * files, `node_modules` and symbolic links; or one such file; or a ZIP file.
 *
 * @throws {QtcError} `not_found` when there is no such folder or file, `too_large`
 * when there is more in it than a strategy may have, `invalid` when it is no
 * strategy's source or cannot be read
 */
export async function readPackage(path: string): Promise<PackageFiles> {
  const info = await stat(path).catch(() => undefined);
  if (!info || info.isDirectory()) return await readFolder(path);
  if (!info.isFile()) {
    const what = info.isFIFO() ? "pipe" : info.isSocket() ? "socket" : "device";
    throw new QtcError(
      "invalid",
      `Cannot read "${path}": it is a ${what}; ${WANTED}`,
    );
  }
  const name = basename(path);
  const isZip = /\.zip$/i.test(name);
  if (!isZip && !/\.(ts|js)$/.test(name)) {
    throw new QtcError("invalid", `Cannot read "${path}": ${WANTED}`);
  }
  if (info.size > (isZip ? TOTAL_BYTES_MAX : FILE_BYTES_MAX)) {
    throw tooLarge(name);
  }
  const bytes = await readFile(path).catch(unreadable(name));
  return isZip
    ? await zipPackage(bytes)
    : { [name]: decodeSource(name, bytes) };
}

/** Returns what identifies a strategy's code: sha256 over its files and entry point, hex. */
export function packageHash(files: PackageFiles, entryPoint: string): string {
  const hash = createHash("sha256");
  for (const text of [entryPoint, ...Object.keys(files).sort()]) {
    // With its length in front, no two packages give the same bytes.
    for (const part of text in files ? [text, files[text]!] : [text]) {
      const bytes = new TextEncoder().encode(part);
      hash.update(`${bytes.length}:`).update(bytes);
    }
  }
  return hash.digest("hex");
}

/** Returns what throws why something cannot be read. */
function unreadable(path: string): (cause: unknown) => never {
  return (cause) => {
    const code = String((cause as { readonly code?: unknown }).code);
    const isGone = code === "ENOENT" || code === "ENOTDIR";
    const state = isGone
      ? "it is not there, or not any more"
      : code === "EACCES" || code === "EPERM"
      ? "there is no permission to read it"
      : errorText(cause).split(",", 1)[0]; // without the path, which is the server's
    throw new QtcError(
      isGone ? "not_found" : "invalid",
      `Cannot read "${path}": ${state}`,
      { cause },
    );
  };
}

async function readFolder(folder: string): Promise<PackageFiles> {
  const paths: string[] = [];
  await collect(folder, "", 0, paths);
  const files: Record<string, string> = {};
  let total = 0;
  for (const path of paths.sort()) {
    const inside = join(folder, path);
    const { size } = await lstat(inside).catch(unreadable(path));
    total += size;
    if (size > FILE_BYTES_MAX || total > TOTAL_BYTES_MAX) throw tooLarge(path);
    const bytes = await readFile(inside).catch(unreadable(path));
    files[path] = decodeSource(path, bytes);
  }
  return files;
}

async function collect(
  root: string,
  under: string,
  depth: number,
  paths: string[],
): Promise<void> {
  const folder = join(root, under);
  const entries = await readdir(folder, { withFileTypes: true })
    .catch(unreadable(folder));
  for (const entry of entries) {
    const { name } = entry;
    const path = under === "" ? name : `${under}/${name}`;
    if (!isSeen(name)) continue;
    // Neither true for a symbolic link: it may lead out of the folder.
    if (entry.isDirectory() && depth < DEPTH_MAX) {
      await collect(root, path, depth + 1, paths);
    }
    if (!entry.isFile() || !isSource(path)) continue;
    paths.push(path);
    if (paths.length > FILES_MAX) {
      throw new QtcError(
        "too_large",
        `Cannot read strategy folder "${root}": it has more than ${FILES_MAX} source files`,
      );
    }
  }
}
