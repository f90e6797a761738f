import { Buffer } from "node:buffer";
import {
  fstatSync,
  ftruncateSync,
  mkdirSync,
  readFileSync,
  writeSync,
} from "node:fs";
import { dirname } from "node:path";
import { errorText, QtcError } from "../../domain/error.ts";
import { isThere, onDisk, readAt, withFile } from "./file_access.ts";

/** What is read at once when a file is read from its end, bytes. */
const BLOCK = 65_536;
const NEWLINE = 10;

/**
 * Appends lines with one write call, so that a kill tears the last of them at
 * most. Folders and file are made when they are missing.
 *
 * @param lines Texts without a newline
 * @returns The file's size after it, bytes
 * @throws {QtcError} `unavailable` when the disk refuses, or takes a part only
 */
export function appendLines(path: string, lines: readonly string[]): number {
  return onDisk("append to", path, () => {
    mkdirSync(dirname(path), { recursive: true });
    return withFile(path, "a", (file) => {
      if (lines.length > 0) {
        const bytes = new TextEncoder().encode(`${lines.join("\n")}\n`);
        const written = writeSync(file, bytes);
        if (written < bytes.length) {
          throw new Error(`the disk took ${written} of ${bytes.length} bytes`);
        }
      }
      return fstatSync(file).size;
    });
  });
}

/**
 * Cuts a file to its first bytes, when it has more; a missing file has none.
 *
 * @param bytes Size that the file should have, ≥ 0
 * @returns Whether it has that size now: a shorter one has lost something
 * @throws {QtcError} `unavailable` when the disk refuses
 */
export function cutTo(path: string, bytes: number): boolean {
  if (!isThere(path)) return bytes === 0;
  return onDisk("cut", path, () =>
    withFile(path, "r+", (file) => {
      const { size } = fstatSync(file);
      if (size > bytes) ftruncateSync(file, bytes);
      return size >= bytes;
    }));
}

/**
 * Returns what the lines of a file stand for, nothing when there is no file. A
 * torn last line is left out: one without its newline, or not JSON.
 *
 * @param parse Reads one line; what it throws is the reason in the message
 * @throws {QtcError} `unavailable` with file and line for a bad line elsewhere,
 * and when the disk refuses
 */
export function readJsonl<T>(path: string, parse: (line: string) => T): T[] {
  if (!isThere(path)) return [];
  const text = onDisk("read", path, () => readFileSync(path, "utf8"));
  const lines = text.split("\n").slice(0, -1);
  return lines.flatMap((line, index) => {
    try {
      return [parse(line)];
    } catch (cause) {
      if (index === lines.length - 1 && !isJson(line)) return [];
      const place = `${path}:${index + 1}`;
      throw new QtcError(
        "unavailable",
        `Cannot read line "${place}": ${errorText(cause)}`,
        { cause },
      );
    }
  });
}

/**
 * Returns the newest lines of a file that have their newline, oldest first,
 * reading no more of it than they take; none when there is no file.
 *
 * @param count At most so many, ≥ 0
 * @throws {QtcError} `unavailable` when the disk refuses
 */
export function lastLines(path: string, count: number): string[] {
  if (count <= 0 || !isThere(path)) return [];
  return onDisk("read", path, () =>
    withFile(path, "r", (file) => {
      const blocks: Uint8Array[] = [];
      let newlines = 0;
      let start = fstatSync(file).size;
      while (start > 0 && newlines <= count) {
        const from = Math.max(0, start - BLOCK);
        const block = readAt(file, from, start - from);
        newlines += block.reduce((sum, byte) => sum + +(byte === NEWLINE), 0);
        blocks.unshift(block);
        start = from;
      }
      const text = new TextDecoder().decode(Buffer.concat(blocks));
      return text.split("\n").slice(0, -1).slice(-count);
    }));
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false; // that is the answer
  }
}
