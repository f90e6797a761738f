import type { DecodedArray, FileMetaData, SchemaElement } from "hyparquet";
import { ByteWriter, ParquetWriter } from "hyparquet-writer";
import { QtcError } from "../../domain/error.ts";
import { unavailable, writeAll } from "./file_access.ts";
import { readFooter, type Schema } from "./parquet_metadata.ts";

/** One column's values in a row group. */
export interface Column {
  /** Its name in the schema. */
  readonly name: string;
  /**
   * One value a row: bigint for INT64 and timestamps, number for DOUBLE, text
   * for strings, {@linkcode packDecimals} for decimals; lists of objects of these.
   */
  readonly values: DecodedArray;
  /** Whether least and greatest value are kept beside it; top-level INT64 and strings only. */
  readonly bounds?: boolean;
}

/** Room for a row group, bytes, at first: a day of a portfolio has less. */
const BUFFER = 1 << 17;

/** The row groups that a file has, and where they end. */
export interface Written {
  readonly metadata: Pick<FileMetaData, "row_groups" | "num_rows">;
  /** Bytes from the start. */
  readonly start: number;
}

/** Row groups to be written at a file's end. */
export interface Writing {
  readonly file: number;
  readonly schema: Schema;
  readonly groups: Iterable<readonly Column[]>;
  /** What the file has already. */
  readonly old?: Written | undefined;
  /** The footer follows. */
  readonly isLast: boolean;
}

/**
 * Writes row groups at the place that an open file is at, and the footer if
 * they are the last ones; returns what the file has then.
 *
 * @throws {Error} the system's own, and what `groups` throw
 */
export function writeGroups(
  { file, schema, groups, old, isLast }: Writing,
): Written {
  const bytes = new ByteWriter(BUFFER);
  const flush = (): void => {
    writeAll(file, bytes.getBytes());
    bytes.index = 0;
  };
  const table = new ParquetWriter({
    writer: Object.assign(bytes, { flush }),
    schema: withoutDecimals(schema),
    createdBy: "qtc",
  });
  if (old) {
    bytes.index = 0; // the mark at the file's start was copied
    bytes.offset = old.start;
    table.row_groups = [...old.metadata.row_groups];
    table.num_rows = old.metadata.num_rows;
  }
  for (const columns of groups) {
    const columnData = columns.map(({ name, values, bounds = false }) => ({
      name,
      data: values,
      statistics: bounds,
      offsetIndex: false,
    }));
    table.write({ columnData, rowGroupSize: Infinity, dictionarySize: 4096 });
  }
  const { row_groups, num_rows } = table;
  const start = bytes.offset;
  if (isLast) {
    table.schema = [...schema];
    table.finish();
  }
  flush();
  return { metadata: { row_groups, num_rows }, start };
}

/**
 * Requires that the file `beside` can be opened and has the rows that were
 * written to it.
 *
 * @param path Its name to be, for the message
 * @throws {QtcError} `unavailable` when it has not
 */
export function checkCounts(
  path: string,
  beside: string,
  { schema, written }: { readonly schema: Schema; readonly written: Written },
): void {
  const counts = written.metadata.row_groups.map(({ num_rows }) => num_rows);
  const { metadata } = readFooter(beside, schema);
  const found = metadata.row_groups.map(({ num_rows }) => num_rows);
  if (found.join() === counts.join()) return;
  throw new QtcError(
    "unavailable",
    `Cannot write "${path}": its groups have ${found} rows, not ${counts}`,
  );
}

/**
 * Runs what writes a file.
 *
 * @throws {QtcError} `unavailable` when the system refuses; what else `act` throws
 */
export function onWrite(path: string, act: () => void): void {
  try {
    act();
  } catch (cause) {
    // What the caller's own rows throw is not the disk's fault.
    throw isSystemError(cause) ? unavailable("write", path, cause) : cause;
  }
}

/** Says whether an error is the system's own. */
export function isSystemError(error: unknown): boolean {
  return error instanceof Error && "code" in error &&
    typeof error.code === "string" && !(error instanceof QtcError);
}

/** What the packages turn into lossy numbers goes through them as plain bytes. */
export function withoutDecimals(schema: Schema): SchemaElement[] {
  return schema.map((element) => {
    if (element.converted_type !== "DECIMAL") return element;
    const { name, type, type_length, repetition_type } = element;
    return { name, type, type_length, repetition_type } as SchemaElement;
  });
}
