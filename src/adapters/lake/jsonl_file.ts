import { Buffer } from "node:buffer";
import {
  fstatSync,
  ftruncateSync,
  mkdirSync,
  readFileSync,
  renameSync,
  writeSync,
} from "node:fs";
import { dirname } from "node:path";
import { errorText, QtcError } from "../../domain/error.ts";
import { isThere, onDisk, readAt, withFile, writeAll } from "./file_access.ts";

/** What is read at once, bytes. */
const BLOCK = 65_536;
/** What is written at once, characters: the engine's longest text has 2^29. */
const CHUNK = 8_388_608;
/** Longest line that is looked at, bytes: far more than any that is written. */
const LINE_MAX = 33_554_432;
const NEWLINE = 10;

/**
 * Appends lines with a write call for every 8 MB of whole lines, so that a kill
 * tears the last one at most. Folders and file are made when they are missing.
 *
 * @param lines Texts without a newline
 * @returns The file's size after it, bytes
 * @throws {QtcError} `unavailable` when the disk refuses, or takes a part only
 */
export function appendLines(path: string, lines: readonly string[]): number {
  return onDisk("append to", path, () => {
    mkdirSync(dirname(path), { recursive: true });
    return withFile(path, "a", (file) => {
      for (const text of chunksOf(lines)) {
        const bytes = new TextEncoder().encode(text);
        const written = writeSync(file, bytes);
        if (written < bytes.length) {
          throw new Error(`the disk took ${written} of ${bytes.length} bytes`);
        }
      }
      return fstatSync(file).size;
    });
  });
}

function* chunksOf(lines: readonly string[]): Generator<string> {
  let from = 0;
  let length = 0;
  for (const [i, line] of lines.entries()) {
    length += line.length + 1;
    if (length < CHUNK && i < lines.length - 1) continue;
    yield `${lines.slice(from, i + 1).join("\n")}\n`;
    from = i + 1;
    length = 0;
  }
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

/**
 * Returns where the first line begins that is wanted, bytes from the start: where
 * the whole lines end when there is none. A file of any size is read by blocks.
 *
 * @throws {QtcError} `unavailable` when the disk refuses
 */
export function offsetWhere(
  path: string,
  isWanted: (line: string) => boolean,
): number {
  return onDisk("read", path, () =>
    withFile(path, "r", (file) => {
      const { size } = fstatSync(file);
      let parts: Uint8Array[] = [];
      let start = 0;
      for (let at = 0; at < size; at += BLOCK) {
        const block = readAt(file, at, Math.min(BLOCK, size - at));
        for (let from = 0;;) {
          const end = block.indexOf(NEWLINE, from);
          parts.push(block.subarray(from, end < 0 ? block.length : end));
          if (end < 0) break;
          if (isWanted(textOf(parts))) return start;
          parts = [];
          from = end + 1;
          start = at + from;
        }
      }
      return start;
    }));
}

/**
 * Returns the last line that is wanted and has its newline, and where it ends,
 * bytes from the start, behind its newline. A file of any size is read by blocks.
 *
 * @throws {QtcError} `unavailable` when the disk refuses
 */
export function lastLineWhere(
  path: string,
  isWanted: (line: string) => boolean,
): { readonly line: string; readonly end: number } | undefined {
  return onDisk("read", path, () =>
    withFile(path, "r", (file) => {
      let parts: Uint8Array[] = [];
      let end: number | undefined;
      for (let to = fstatSync(file).size; to > 0;) {
        const at = Math.max(0, to - BLOCK);
        const block = readAt(file, at, to - at);
        for (let stop = block.length;;) {
          const newline = block.subarray(0, stop).lastIndexOf(NEWLINE);
          parts.unshift(block.subarray(newline + 1, stop));
          if (newline < 0 && at > 0) break; // it begins in a block before
          const line = textOf(parts);
          if (end !== undefined && isWanted(line)) return { line, end };
          if (newline < 0) break;
          parts = [];
          end = at + newline + 1;
          stop = newline;
        }
        to = at;
      }
      return undefined;
    }));
}

/**
 * Replaces a file by what it has from `offset` on; whole or not at all, durable
 * some time later.
 *
 * @param offset Bytes from the start, ≥ 0
 * @throws {QtcError} `unavailable` when the disk refuses
 */
export function dropFront(path: string, offset: number): void {
  onDisk("write", path, () => {
    withFile(path, "r", (from) =>
      withFile(`${path}.new`, "w", (to) => {
        const { size } = fstatSync(from);
        for (let at = offset; at < size; at += BLOCK) {
          writeAll(to, readAt(from, at, Math.min(BLOCK, size - at)));
        }
      }));
    renameSync(`${path}.new`, path);
  });
}

/** A line; one that nobody would write says nothing. */
function textOf(parts: readonly Uint8Array[]): string {
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  return length > LINE_MAX ? "" : Buffer.concat(parts).toString("utf8");
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false; // that is the answer
  }
}
