/**
 * What the binary carries besides code, as `.gz`: `deno compile --include` would parse everything else as a module.
 *
 * @module
 */

import { join } from "node:path";
import { gzipSync } from "node:zlib";

/** The text files under some paths: path from the root, with `/`, to content. */
export type Texts = Readonly<Record<string, string>>;

/**
 * Returns every text file under `paths` of the folder `root`, sorted by path. A path names a file or a folder; hidden
 * files and folders are left out.
 *
 * @throws {Error} when a path does not exist, or a file is not UTF-8.
 */
export async function readTexts(
  root: string,
  paths: readonly string[],
): Promise<Texts> {
  const texts: Record<string, string> = {};
  for (
    const path
      of (await Promise.all(paths.map((each) => listFiles(root, each)))).flat()
        .sort()
  ) {
    const bytes = await Deno.readFile(join(root, path));
    try {
      texts[path] = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true })
        .decode(bytes);
    } catch (cause) {
      throw new Error(`Cannot embed "${path}": it is not UTF-8 text`, {
        cause,
      });
    }
  }
  return texts;
}

/** Returns `texts` as gzipped JSON, the same bytes for the same texts. */
export function packTexts(texts: Texts): Uint8Array<ArrayBuffer> {
  return gzip(new TextEncoder().encode(JSON.stringify(texts)));
}

/** Returns `bytes` gzipped, the same for the same input: the header carries no time. */
export function gzip(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  return new Uint8Array(gzipSync(bytes, { level: 9 }));
}

async function listFiles(root: string, path: string): Promise<string[]> {
  let info: Deno.FileInfo;
  try {
    info = await Deno.stat(join(root, path));
  } catch (cause) {
    throw new Error(`Cannot embed "${path}": it does not exist`, { cause });
  }
  if (!info.isDirectory) return [path];
  const files: string[] = [];
  for await (const entry of Deno.readDir(join(root, path))) {
    if (entry.name.startsWith(".") || entry.name === "node_modules") continue;
    files.push(...await listFiles(root, `${path}/${entry.name}`));
  }
  return files;
}
