import { Buffer } from "node:buffer";
import { lstat, readdir } from "node:fs/promises";
import { join } from "node:path";
import { FILE_MB_MAX, FILES_MAX, IGNORED } from "./tree.ts";

/**
 * Returns a text that two folders share only when a strategy's files in them are
 * the same, names and content: sha256, hex; `undefined` for a folder that cannot
 * be a copy: too many or too large files, links, or not readable.
 */
export async function folderDigest(
  folder: string,
): Promise<string | undefined> {
  const paths: string[] = [];
  try {
    if (!await collect(folder, "", paths)) return undefined;
    const lines: string[] = [];
    for (const path of paths.sort()) {
      const { size } = await lstat(join(folder, path));
      if (size > FILE_MB_MAX * 1024 * 1024) return undefined;
      const content = await Deno.readFile(join(folder, path));
      lines.push(`${path}\0${await sha256(content)}`);
    }
    return await sha256(new TextEncoder().encode(lines.join("\0")));
  } catch {
    return undefined; // gone or closed while it was read: it is made anew
  }
}

/** Notes the files below a folder; says whether a copy may have what is there. */
async function collect(
  root: string,
  under: string,
  paths: string[],
): Promise<boolean> {
  const entries = await readdir(join(root, under), { withFileTypes: true });
  for (const entry of entries) {
    const path = under === "" ? entry.name : `${under}/${entry.name}`;
    if (IGNORED.test(path)) continue;
    if (entry.isDirectory()) {
      if (!await collect(root, path, paths)) return false;
    } else if (!entry.isFile() || paths.push(path) > FILES_MAX) return false;
  }
  return true;
}

/** In a thread of its own: no minute waits for it. */
async function sha256(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", bytes);
  return Buffer.from(digest).toString("hex");
}
