import {
  fstatSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import type { Publish } from "../../ports/publish.ts";
import { onDisk, readAt, withFile } from "./file_access.ts";
import {
  appendLines,
  cutTo,
  dropFront,
  lastLineWhere,
  offsetWhere,
} from "./jsonl_file.ts";
import { listLake, listStrays, listUnpublished } from "./layout.ts";

/**
 * What the lake does to files: passed in, so that a test can let each of them
 * fail. Paths are relative to the data folder.
 */
export interface LakeDisk {
  /** Returns the path for whoever opens it himself. */
  path(path: string): string;
  /** Returns the lake's own files that are there. */
  list(): string[];
  /** Returns what a kill has left of files that were about to be published. */
  unpublished(): string[];
  /** Returns files that are none, in the lake's folders and with its endings. */
  strays(): string[];
  /** Returns a file's size, bytes; `undefined` when there is none. */
  size(path: string): number | undefined;
  /** Returns a file's text. */
  read(path: string): string;
  /** Returns a file's first bytes, or all, as text. */
  head(path: string, bytes: number): string;
  /**
   * Returns the last line that is wanted, and where it ends, bytes; `undefined`
   * when there is none with a newline.
   */
  lastLineWhere(
    path: string,
    isWanted: (line: string) => boolean,
  ): { readonly line: string; readonly end: number } | undefined;
  /** Returns where the first line begins that is wanted, or the whole lines end, bytes. */
  offsetWhere(path: string, isWanted: (line: string) => boolean): number;
  /** Appends lines and returns the size after it, bytes. */
  append(path: string, lines: readonly string[]): number;
  /** Cuts a file to its first bytes. */
  cut(path: string, bytes: number): void;
  /** Removes a file, when it is there. */
  remove(path: string): void;
  /** Replaces a file whole or not at all; durable some time later. */
  replace(path: string, text: string): void;
  /** Drops a file's first bytes, or none; durable some time later. */
  dropFront(path: string, bytes: number): void;
  /** Makes a folder whose name ends with the time, UTC, and returns its path. */
  newFolder(name: string): string;
  /** Gives a file another name; folders that are missing are made. */
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
    unpublished: () => onDisk("list", dataDir, () => listUnpublished(dataDir)),
    strays: () => onDisk("list", dataDir, () => listStrays(dataDir)),
    size: (path) =>
      act("read", path, (file) => statSync(file, { throwIfNoEntry: false }))
        ?.size,
    read: (path) => act("read", path, (file) => readFileSync(file, "utf8")),
    head: (path, bytes) =>
      act("read", path, (file) =>
        withFile(file, "r", (open) => {
          const length = Math.min(bytes, fstatSync(open).size);
          return new TextDecoder().decode(readAt(open, 0, length));
        })),
    lastLineWhere: (path, isWanted) => lastLineWhere(at(path), isWanted),
    offsetWhere: (path, isWanted) => offsetWhere(at(path), isWanted),
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
    dropFront: (path, bytes) => dropFront(at(path), bytes),
    newFolder: (name) =>
      act("make", name, (folder) => {
        mkdirSync(folder, { recursive: true });
        // The disk's own time: files are all that is known here.
        const text = statSync(folder).mtime.toISOString();
        const stamped = `${name}-${text.replace(/[-:]|\..*(?=Z)/g, "")}`;
        if (statSync(at(stamped), { throwIfNoEntry: false })) rmdirSync(folder);
        else renameSync(folder, at(stamped));
        return stamped;
      }),
    rename: (from, to) =>
      act("rename", from, (file) => {
        mkdirSync(dirname(at(to)), { recursive: true });
        renameSync(file, at(to));
      }),
    publish,
  };
}
