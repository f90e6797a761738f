import { parse as parseRecords } from "csv-parse/sync";
import { stringify as stringifyRecords } from "csv-stringify/sync";
import { QtcError } from "../../domain/error.ts";

/** How {@link parse} reads a text. */
export interface ParseOptions {
  /** The columns, in order, when the text has no header line; else its first line names them. */
  readonly header?: readonly string[];
}

/** How {@link stringify} writes records. */
export interface StringifyOptions {
  /** The columns and their order; else the keys of the first record. */
  readonly header?: readonly string[];
}

/** One line of a CSV text: the cells by the name of their column. */
export type CsvRecord = Readonly<Record<string, string>>;

/** A value that {@link stringify} writes as a cell; `undefined` becomes an empty one. */
export type CsvCell = string | number | bigint | boolean | undefined;

/**
 * Returns the records of a CSV text, every cell as text. A byte order mark and empty lines are skipped.
 *
 * @throws {QtcError} `invalid`, with the line, when a line has more or fewer cells than the header, a quote stays open
 * or two columns have the same name.
 *
 * Source: https://www.rfc-editor.org/rfc/rfc4180
 */
export function parse(text: string, options: ParseOptions = {}): CsvRecord[] {
  try {
    return parseRecords(text, {
      bom: true,
      skip_empty_lines: true,
      columns: options.header === undefined
        ? uniqueColumns
        : [...options.header],
    }) as unknown as CsvRecord[];
  } catch (cause) {
    if (cause instanceof QtcError) throw cause;
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new QtcError("invalid", `Cannot parse CSV: ${reason}`, { cause });
  }
}

/**
 * Returns the CSV text of `records`, a header line first, each line ended by `\n`. Numbers are written so that they read
 * back the same; without records and without `header` the text is empty.
 */
export function stringify(
  records: readonly Readonly<Record<string, CsvCell>>[],
  options: StringifyOptions = {},
): string {
  const columns = options.header ?? Object.keys(records[0] ?? {});
  if (columns.length === 0) return "";
  return stringifyRecords([...records], {
    header: true,
    columns: [...columns],
    cast: { boolean: String },
  });
}

function uniqueColumns(names: string[]): string[] {
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined) {
    throw new QtcError(
      "invalid",
      `Cannot parse CSV: column "${twice}" appears twice`,
    );
  }
  return names;
}
