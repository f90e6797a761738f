import { QtcError } from "../../domain/error.ts";

/** A file that is copied out of a repository. */
export interface TreeFile {
  /** Object id of its content, hex. */
  readonly oid: string;
  /** Path in the repository, with `/`. */
  readonly path: string;
}

/** What of a repository is copied. */
export interface Chosen {
  readonly files: readonly TreeFile[];
  /** What could have been meant and is not copied, in words; empty when nothing. */
  readonly leftOut: string;
}

/** Most files that are copied. */
export const FILES_MAX = 2_000;
/** Most of them that are looked at for changes, and may be a strategy's sources. */
const SOURCES_MAX = 500;
const SOURCE = /\.(ts|js)$/;
/** Most MB of one file, and of all: as much as a strategy may have. */
export const FILE_MB_MAX = 10;
const TOTAL_MB_MAX = 100;
const MB = 1024 * 1024;

/** `<mode> <type> <object> <size>⇥<path>`; submodules have no size. */
const ENTRY = /^(\d+) (\w+) ([0-9a-f]{40,64}) +(\d+|-)\t(.+)$/s;
/** What no strategy is read from: hidden files and packages. */
export const IGNORED = /(^|\/)(\.|node_modules(\/|$))/;

/**
 * Returns what of a tree is copied: its files. Symbolic links and submodules
 * are left out, as they lead elsewhere; so are names that are not UTF-8.
 *
 * @param listing What `git ls-tree -r -z -l` says
 * @throws {QtcError} `too_large` when a file or all of them are
 */
export function chooseFiles(listing: string): Chosen {
  const files: TreeFile[] = [];
  let total = 0;
  let sources = 0;
  let links = 0;
  let submodules = 0;
  let names = 0;
  for (const line of listing.split("\0")) {
    const [, mode, type, oid = "", size, path = ""] = ENTRY.exec(line) ?? [];
    if (path === "" || IGNORED.test(path)) continue;
    if (type === "commit") submodules++;
    else if (mode === "120000") links++;
    else if (path.includes("\uFFFD")) names++;
    else {
      const bytes = Number(size);
      total += bytes;
      files.push({ oid, path });
      if (SOURCE.test(path)) sources++;
      check(bytes <= FILE_MB_MAX * MB, `a file of more than ${FILE_MB_MAX} MB`);
      check(
        total <= TOTAL_MB_MAX * MB,
        `more than ${TOTAL_MB_MAX} MB of files`,
      );
      check(files.length <= FILES_MAX, `more than ${FILES_MAX} files`);
      check(
        sources <= SOURCES_MAX,
        `more than ${SOURCES_MAX} .ts and .js files`,
      );
    }
  }
  const leftOut = [
    counted(links, "symbolic link"),
    counted(submodules, "submodule"),
    counted(names, "file", " whose name is not UTF-8"),
  ];
  return { files, leftOut: leftOut.filter(Boolean).join(", ") };
}

function check(isRight: boolean, what: string): void {
  if (!isRight) throw new QtcError("too_large", `it has ${what}`);
}

function counted(count: number, what: string, suffix = ""): string {
  if (count === 0) return "";
  return `${count} ${what}${count === 1 ? "" : "s"}${suffix}`;
}
