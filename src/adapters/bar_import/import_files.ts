import { lstatSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { errorText, QtcError } from "../../domain/error.ts";
import type { ColumnMap } from "./bar_columns.ts";
import { csvRows } from "./csv_rows.ts";
import { parquetRows } from "./parquet_rows.ts";
import type { ImportedRow } from "./to_bar.ts";

/** A file to be imported, as it was when it was first looked at. */
export interface ImportFile {
  readonly path: string;
  /** Changes whenever the file may have changed. */
  readonly stamp: string;
}

const ENDINGS = /\.(csv|tsv|txt|parquet)$/i;
const PARQUET = /\.parquet$/i;
/** Files that are taken at once at most. */
const FILES_MAX = 100_000;

/**
 * Returns the CSV and Parquet files of a folder and those below it, or the one
 * that is named, in the order of their names.
 *
 * @throws {QtcError} `invalid` when there are none, or one of them is no file:
 *   nothing was opened, so that no pipe is waited for
 */
export function importFiles(path: string): ImportFile[] {
  let paths: string[];
  try {
    paths = isFolder(path)
      ? readdirSync(path, { recursive: true, encoding: "utf8" })
        .filter((name) => ENDINGS.test(name) && !/(^|\/)\./.test(name))
        .sort().map((name) => join(path, name))
        .filter((each) => !isFolder(each))
      : [path];
  } catch (cause) {
    if (cause instanceof QtcError) throw cause;
    const state = errorText(cause);
    throw new QtcError("invalid", `Cannot import "${path}": ${state}`, {
      cause,
    });
  }
  const state = paths.length === 0
    ? "it has no .csv or .parquet files"
    : paths.length > FILES_MAX
    ? `it has more than ${FILES_MAX} files`
    : paths.length === 1 && !ENDINGS.test(path) && paths[0] === path
    ? "its name must end in .csv or .parquet"
    : undefined;
  if (state === undefined) {
    return paths.map((each) => ({ path: each, stamp: stampOf(each) }));
  }
  throw new QtcError("invalid", `Cannot import "${path}": ${state}`);
}

/**
 * Reads the rows of a file, one after the other.
 *
 * @throws {QtcError} `invalid` when it cannot be read or is another than it was
 */
export async function* importRows(
  { path, stamp }: ImportFile,
  map: ColumnMap,
): AsyncGenerator<ImportedRow> {
  yield* PARQUET.test(path) ? parquetRows(path, map) : csvRows(path, map);
  if (stampOf(path) === stamp) return;
  throw new QtcError(
    "invalid",
    `Cannot import "${path}": it changes while it is read`,
  );
}

/** Tells a folder from a file; whatever else it is, nobody can read it twice. */
function isFolder(path: string): boolean {
  const entry = statSync(path, { throwIfNoEntry: false });
  if (entry?.isFile() || entry?.isDirectory()) return entry.isDirectory();
  const isLink = !entry &&
    lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink();
  const state = entry
    ? "it is no regular file or folder; write what it holds to a file first"
    : isLink
    ? "it is a link to a file that is not there; remove it or mend the link"
    : "it is not there";
  throw new QtcError("invalid", `Cannot import "${path}": ${state}`);
}

function stampOf(path: string): string {
  const { size, mtimeMs, ino } = statSync(path);
  return `${size} ${mtimeMs} ${ino}`;
}
