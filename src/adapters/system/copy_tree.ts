import { join } from "node:path";
import { syncFolder } from "./publish_file.ts";

/** Puts a file at a second path, synced or synced already. */
export type PlaceFile = (from: string, to: string) => void;

/** Names that are being written, or are of no use once their writer has died. */
const UNFINISHED = /\.(new|partial)$/;

/**
 * Copies a folder with all below it, and syncs it. Files may come, go and be
 * replaced meanwhile: each is there whole or not at all. Links and what ends in
 * `.new` or `.partial` are left out.
 *
 * @param place How a file is copied
 * @returns How many files were copied; 0 when there is no such folder
 * @throws {Error} the system's own, when the disk refuses
 */
export function copyTree(from: string, to: string, place: PlaceFile): number {
  const entries = ifThere(() => [...Deno.readDirSync(from)]) ?? [];
  if (entries.length === 0) return 0;
  Deno.mkdirSync(to, { recursive: true });
  let files = 0;
  for (const { name, isFile, isDirectory } of entries) {
    if (UNFINISHED.test(name)) continue;
    const [source, target] = [join(from, name), join(to, name)];
    if (isDirectory) files += copyTree(source, target, place);
    else if (isFile && ifThere(() => (place(source, target), true))) files++;
  }
  syncFolder(to);
  return files;
}

/** Copies a file with its permissions, and syncs it. */
export function copyFile(from: string, to: string): void {
  Deno.copyFileSync(from, to);
  using file = Deno.openSync(to);
  file.syncSync();
}

/**
 * Returns what gives files that nobody changes a second name, and copies them
 * once the system refuses that, as it does across devices.
 *
 * @param link For tests
 */
export function linkOrCopy(link: PlaceFile = Deno.linkSync): PlaceFile {
  let isRefused = false;
  return (from, to) => {
    if (isRefused) return copyFile(from, to);
    try {
      link(from, to);
    } catch (error) {
      if (error instanceof Deno.errors.NotFound) throw error;
      isRefused = true;
      copyFile(from, to);
    }
  };
}

/** Returns the sizes of all files below a folder together, bytes. */
export function sizeOf(folder: string): number {
  let bytes = 0;
  for (const { name, isFile, isDirectory } of Deno.readDirSync(folder)) {
    const path = join(folder, name);
    if (isFile) bytes += Deno.statSync(path).size;
    else if (isDirectory) bytes += sizeOf(path);
  }
  return bytes;
}

/** Returns what work returns, `undefined` when something was gone by then. */
function ifThere<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}
