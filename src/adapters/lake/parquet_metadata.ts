import { fstatSync } from "node:fs";
import {
  type FileMetaData,
  parquetMetadata,
  type RowGroup,
  type SchemaElement,
} from "hyparquet";
import { isThere, onDisk, readAt, withFile } from "./file_access.ts";

/** A table's columns, as Parquet lists them: the root first, then depth first. */
export type Schema = readonly SchemaElement[];

/** One row group of a file. */
export interface GroupFacts {
  /** ≥ 1. */
  readonly rows: number;
  /** Least and greatest value by column, of those that keep them. */
  readonly bounds: ReadonlyMap<string, Bounds>;
}

/** A closed range. */
export interface Bounds {
  readonly min: bigint | string;
  readonly max: bigint | string;
}

/** A file's footer, checked. */
export interface Footer {
  readonly metadata: FileMetaData;
  /** Where the row groups end and the footer begins, bytes from the start. */
  readonly start: number;
}

/** Marks the first and the last four bytes of every file. */
const MAGIC = "PAR1";
/** Read at once from the end: the footers of most files fit in. */
const TAIL = 65_536;

/**
 * Returns rows and bounds of each row group of a file, oldest first, and
 * `undefined` when there is no file.
 *
 * @throws {QtcError} `unavailable` when it cannot be read or has another schema
 */
export function groupsOf(
  path: string,
  schema: Schema,
): readonly GroupFacts[] | undefined {
  if (!isThere(path)) return undefined;
  return readFooter(path, schema).metadata.row_groups.map(factsOf);
}

/** Returns rows and bounds of a row group. */
export function factsOf(group: RowGroup): GroupFacts {
  const bounds = new Map<string, Bounds>();
  for (const { meta_data: column } of group.columns) {
    const min = column?.statistics?.min_value;
    const max = column?.statistics?.max_value;
    const name = column?.path_in_schema.join(".");
    if (name && isBound(min) && isBound(max)) bounds.set(name, { min, max });
  }
  return { rows: Number(group.num_rows), bounds };
}

function isBound(value: unknown): value is bigint | string {
  return typeof value === "bigint" || typeof value === "string";
}

/**
 * Returns a file's footer.
 *
 * @throws {QtcError} `unavailable` when the file is missing, cut off, no Parquet
 * file, or has another schema
 */
export function readFooter(path: string, schema: Schema): Footer {
  return onDisk(
    "read",
    path,
    () => withFile(path, "r", (file) => footerOf(file, schema)),
  );
}

/**
 * Returns the footer of an open file.
 *
 * @throws {Error} when it has none that can be used
 */
export function footerOf(file: number, schema: Schema): Footer {
  const { size } = fstatSync(file);
  if (size < 12 || textOf(readAt(file, 0, 4)) !== MAGIC) {
    throw new Error("it is no Parquet file");
  }
  let tail = readAt(file, Math.max(0, size - TAIL), Math.min(size, TAIL));
  if (textOf(tail.subarray(-4)) !== MAGIC) throw new Error("it is cut off");
  const length = new DataView(tail.buffer).getUint32(tail.length - 8, true);
  const start = size - 8 - length;
  if (start < 4) throw new Error("its footer is damaged");
  if (length + 8 > tail.length) tail = readAt(file, start, length + 8);
  const metadata = decodeFooter(tail);
  checkFooter(metadata, start);
  if (schemaText(metadata.schema) !== schemaText(schema)) {
    throw new Error("it has other columns than this version writes");
  }
  return { metadata, start };
}

/** What the package says of bytes that it does not understand helps nobody. */
function decodeFooter(tail: Uint8Array<ArrayBuffer>): FileMetaData {
  try {
    return parquetMetadata(tail.buffer, {
      parsers: { timestampFromMilliseconds: (at) => at },
      geoparquet: false,
    });
  } catch (cause) {
    throw new Error("its footer is damaged", { cause });
  }
}

/** A footer that was cut and glued describes what is not there. */
function checkFooter(metadata: FileMetaData, start: number): void {
  let rows = 0n;
  for (const group of metadata.row_groups) {
    rows += group.num_rows;
    for (const { meta_data: column } of group.columns) {
      const from = column?.dictionary_page_offset ?? column?.data_page_offset;
      const length = column?.total_compressed_size;
      if (
        from === undefined || length === undefined || from < 4n ||
        length < 0n || from + length > BigInt(start)
      ) throw new Error("its footer is damaged");
    }
  }
  if (rows !== metadata.num_rows) throw new Error("its footer is damaged");
}

function schemaText(schema: Schema): string {
  return JSON.stringify(schema.map((element) => [
    element.name,
    element.type,
    element.type_length,
    element.repetition_type,
    element.num_children,
    element.converted_type,
    element.scale,
    element.precision,
    element.logical_type?.type,
  ]));
}

function textOf(bytes: Uint8Array): string {
  return new TextDecoder("latin1").decode(bytes);
}
