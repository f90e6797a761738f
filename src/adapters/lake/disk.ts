import {
  fstatSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import type { Publish } from "../../ports/publish.ts";
import { onDisk, readAt, withFile } from "./file_access.ts";
import { appendLines, cutTo, lastLines } from "./jsonl_file.ts";
import { listLake } from "./layout.ts";

/**
 * What the lake does to files: passed in, so that a test can let each of them
 * fail. Paths are relative to the data folder.
 */
export interface LakeDisk {
  /** Returns the path for whoever opens it himself. */
  path(path: string): string;
  /** Returns the lake's own files that are there. */
  list(): string[];
  /** Returns a file's size, bytes; `undefined` when there is none. */
  size(path: string): number | undefined;
  /** Returns a file's text. */
  read(path: string): string;
  /** Returns the last line; `undefined` when there is none, or it has no newline. */
  lastLine(path: string): string | undefined;
  /** Appends lines and returns the size after it, bytes. */
  append(path: string, lines: readonly string[]): number;
  /** Cuts a file to its first bytes. */
  cut(path: string, bytes: number): void;
  /** Removes a file, when it is there. */
  remove(path: string): void;
  /** Replaces a file whole or not at all; durable some time later. */
  replace(path: string, text: string): void;
  /** Gives a file another name. */
  rename(from: string, to: string): void;
  readonly publish: Publish;
}

/** Returns the files below a data folder. */
export function lakeDisk(dataDir: string, publish: Publish): LakeDisk {
  const at = (path: string) => join(dataDir, path);
  const act = <T>(verb: string, path: string, work: (path: string) => T): T =>
    onDisk(verb, at(path), () => work(at(path)));
  return {
    path: at,
    list: () => onDisk("list", dataDir, () => listLake(dataDir)),
    size: (path) =>
      act("read", path, (file) => statSync(file, { throwIfNoEntry: false }))
        ?.size,
    read: (path) => act("read", path, (file) => readFileSync(file, "utf8")),
    lastLine: (path) =>
      act("read", path, endsLine) ? lastLines(at(path), 1).at(0) : undefined,
    append: (path, lines) => appendLines(at(path), lines),
    cut: (path, bytes) => void cutTo(at(path), bytes),
    remove: (path) =>
      act("remove", path, (file) => rmSync(file, { force: true })),
    replace: (path, text) =>
      act("write", path, (file) => {
        mkdirSync(dirname(file), { recursive: true });
        writeFileSync(`${file}.new`, text);
        renameSync(`${file}.new`, file);
      }),
    rename: (from, to) =>
      act("rename", from, (file) => renameSync(file, at(to))),
    publish,
  };
}

function endsLine(path: string): boolean {
  return withFile(path, "r", (file) => {
    const { size } = fstatSync(file);
    return size > 0 && readAt(file, size - 1, 1)[0] === "\n".charCodeAt(0);
  });
}
