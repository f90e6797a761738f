import { createHash } from "node:crypto";
import { lstat, readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { QtcError } from "../domain/error.ts";

/** Text of each source file, by its path inside the package, with `/`. */
export type PackageFiles = Readonly<Record<string, string>>;

/** Most source files of a strategy. */
export const FILES_MAX = 500;
/** Most bytes of one source file, and of all together. */
export const FILE_BYTES_MAX = 10 * 1024 * 1024;
const TOTAL_BYTES_MAX = 100 * 1024 * 1024;
const DEPTH_MAX = 10;

/**
 * Reads a strategy's folder: its `.ts` and `.js` files, without tests, hidden
 * files, `node_modules` and symbolic links.
 *
 * @throws {QtcError} `not_found` when there is no such folder, `too_large` when
 * there is more in it than a strategy may have, `invalid` when it is not UTF-8
 */
export async function readPackage(folder: string): Promise<PackageFiles> {
  const paths: string[] = [];
  await collect(folder, "", 0, paths);
  const files: Record<string, string> = {};
  let total = 0;
  for (const path of paths.sort()) {
    const { size } = await lstat(join(folder, path));
    total += size;
    if (size > FILE_BYTES_MAX || total > TOTAL_BYTES_MAX) {
      throw new QtcError(
        "too_large",
        `Cannot read "${path}": a file may have ${FILE_BYTES_MAX} bytes, all ` +
          `together ${TOTAL_BYTES_MAX}`,
      );
    }
    files[path] = decode(path, await readFile(join(folder, path)));
  }
  return files;
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

async function collect(
  root: string,
  under: string,
  depth: number,
  paths: string[],
): Promise<void> {
  let entries;
  try {
    entries = await readdir(join(root, under), { withFileTypes: true });
  } catch (cause) {
    throw new QtcError(
      "not_found",
      `Cannot read strategy folder "${
        join(root, under)
      }": it is not a folder that can be read`,
      { cause },
    );
  }
  for (const entry of entries) {
    const { name } = entry;
    const path = under === "" ? name : `${under}/${name}`;
    if (name.startsWith(".") || name === "node_modules") continue;
    // Neither true for a symbolic link: it may lead out of the folder.
    if (entry.isDirectory() && depth < DEPTH_MAX) {
      await collect(root, path, depth + 1, paths);
    }
    if (!entry.isFile() || !/\.(ts|js)$/.test(name)) continue;
    if (/[._]test\.(ts|js)$/.test(name) || name.endsWith(".d.ts")) continue;
    paths.push(path);
    if (paths.length > FILES_MAX) {
      throw new QtcError(
        "too_large",
        `Cannot read strategy folder "${root}": it has more than ${FILES_MAX} source files`,
      );
    }
  }
}

function decode(path: string, bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new QtcError(
      "invalid",
      `Cannot read "${path}": it is not UTF-8 text`,
      { cause },
    );
  }
}
