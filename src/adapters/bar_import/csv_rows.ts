import { closeSync, openSync, readSync } from "node:fs";
import { parse } from "csv-parse/sync";
import { errorText, QtcError } from "../../domain/error.ts";
import { type ColumnMap, FIELDS, findColumns } from "./bar_columns.ts";
import { type ImportedRow, toBar } from "./to_bar.ts";

/** What is read at once, bytes. */
const BLOCK = 1 << 20;
/** A longer line is none of a table, bytes. */
const LINE_MAX = 1 << 16;
const DELIMITERS = [",", ";", "\t"];

/**
 * Reads the rows of a CSV file, one after the other, whatever its size. Cells
 * may be divided by commas, semicolons or tabs.
 *
 * @throws {QtcError} `invalid` when the file cannot be read or its first line
 *   does not name the columns
 */
export function* csvRows(
  path: string,
  map: ColumnMap,
): Generator<ImportedRow> {
  let cellsOf: ((line: string) => readonly string[] | string) | undefined;
  let places: ReadonlyMap<string, number> = new Map();
  let width = 0;
  let number = 0;
  for (const line of linesOf(path)) {
    number++;
    if (line === "") continue;
    if (!cellsOf) {
      const delimiter = DELIMITERS.toSorted((a, b) =>
        line.split(b).length - line.split(a).length
      )[0] as string;
      cellsOf = splitter(delimiter);
      const header = cellsOf(line.replace(/^\uFEFF/, ""));
      const names = typeof header === "string" ? [header] : header;
      const columns = findColumns(path, names.map((name) => name.trim()), map);
      width = names.length;
      places = new Map(
        FIELDS.map((field) => [
          field,
          names.findIndex((name) => name.trim() === columns[field]),
        ]),
      );
      continue;
    }
    const cells = cellsOf(line);
    if (typeof cells === "string") yield { line: number, fault: cells };
    else if (cells.length !== width) {
      const fault = `it has ${cells.length} cells instead of ${width}`;
      yield { line: number, fault };
    } else {
      const bar = toBar((field) => cells[places.get(field) ?? -1]);
      yield typeof bar === "string"
        ? { line: number, fault: bar }
        : { line: number, bar };
    }
  }
  if (!cellsOf) throw unreadable(path, "it is empty");
}

/** Quotes are rare, and the slow way. */
function splitter(
  delimiter: string,
): (line: string) => readonly string[] | string {
  return (line) => {
    if (!line.includes('"')) return line.split(delimiter);
    try {
      const options = { delimiter, "relax_column_count": true };
      return (parse(line, options) as string[][])[0] ?? [];
    } catch (error) {
      return errorText(error);
    }
  };
}

function* linesOf(path: string): Generator<string> {
  const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  const block = new Uint8Array(BLOCK);
  let rest = "";
  const file = reading(path, () => openSync(path, "r"));
  try {
    for (;;) {
      const size = reading(path, () => readSync(file, block));
      const stream = size > 0;
      rest += reading(
        path,
        () => decoder.decode(block.subarray(0, size), { stream }),
      );
      let start = 0;
      for (let end; (end = rest.indexOf("\n", start)) >= 0; start = end + 1) {
        yield rest.slice(start, rest[end - 1] === "\r" ? end - 1 : end);
      }
      rest = rest.slice(start);
      if (rest.length > LINE_MAX) {
        throw unreadable(path, `a line has more than ${LINE_MAX} characters`);
      }
      if (!stream) break;
    }
  } finally {
    closeSync(file);
  }
  if (rest !== "") yield rest;
}

function reading<T>(path: string, act: () => T): T {
  try {
    return act();
  } catch (cause) {
    const isText = cause instanceof TypeError;
    throw unreadable(path, isText ? "it is no UTF-8 text" : errorText(cause));
  }
}

function unreadable(path: string, state: string): QtcError {
  return new QtcError("invalid", `Cannot import "${path}": ${state}`);
}
