import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import {
  brotliDecompressSync,
  gunzipSync,
  zstdDecompressSync,
} from "node:zlib";
import {
  type Compressors,
  type FileMetaData,
  parquetMetadataAsync,
  parquetReadObjects,
  type SchemaElement,
} from "hyparquet";
import { errorText, QtcError } from "../../domain/error.ts";
import {
  type BarColumns,
  type ColumnMap,
  type Field,
  FIELDS,
  findColumns,
} from "./bar_columns.ts";
import { type ImportedRow, toBar } from "./to_bar.ts";

/** Rows that are decoded at once. */
const SLICE = 100_000;
const MAGIC = "PAR1";

const compressors: Compressors = {
  GZIP: (bytes) => new Uint8Array(gunzipSync(bytes)),
  ZSTD: (bytes) => new Uint8Array(zstdDecompressSync(bytes)),
  BROTLI: (bytes) => new Uint8Array(brotliDecompressSync(bytes)),
};

/** Times stay what they count; which unit that is, their size says. */
const parsers = {
  timestampFromMilliseconds: (count: bigint) => count,
  timestampFromMicroseconds: (count: bigint) => count,
  timestampFromNanoseconds: (count: bigint) => count,
};

/**
 * Reads the rows of a Parquet file, a part of a row group at a time.
 *
 * @throws {QtcError} `invalid` when the file cannot be read, lacks columns, or
 *   has times without a zone
 */
export async function* parquetRows(
  path: string,
  map: ColumnMap,
): AsyncGenerator<ImportedRow> {
  const open = attempt(path, () => openSync(path, "r"));
  try {
    const file = attempt(path, () => bufferOf(open));
    const metadata = await parquetMetadataAsync(file, {
      ...{ parsers, geoparquet: false },
    }).catch((cause) => unreadable(path, cause));
    const elements = leavesOf(metadata);
    const names = [...elements.keys()];
    const columns = findColumns(path, names, map);
    checkTime(path, columns.time, elements.get(columns.time));
    const cells = readers(columns, elements);
    const total = Number(metadata.num_rows);
    let row = 0;
    for (let rowStart = 0; rowStart < total; rowStart += SLICE) {
      const rowEnd = Math.min(rowStart + SLICE, total);
      const rows = await parquetReadObjects({
        ...{ file, metadata, parsers, compressors, rowStart, rowEnd },
        columns: FIELDS.flatMap((field) => columns[field] ?? []),
      }).catch((cause) => unreadable(path, cause));
      if (rows.length !== rowEnd - rowStart) {
        unreadable(path, new Error("it has fewer rows than it says"));
      }
      for (const each of rows) {
        row++;
        const bar = toBar((field) => cells.get(field)?.(each));
        yield typeof bar === "string"
          ? { line: row, fault: bar }
          : { line: row, bar };
      }
    }
  } finally {
    closeSync(open);
  }
}

function bufferOf(file: number) {
  const { size } = fstatSync(file);
  const read = (from: number, to: number): ArrayBuffer => {
    const bytes = new Uint8Array(Math.max(0, to - from));
    let at = 0;
    while (at < bytes.length) {
      const count = readSync(file, bytes, at, bytes.length - at, from + at);
      if (count === 0) throw new Error("it is cut off");
      at += count;
    }
    return bytes.buffer;
  };
  const mark = (at: number) =>
    new TextDecoder("latin1").decode(read(at, at + 4));
  if (size < 12 || mark(0) !== MAGIC) throw new Error("it is no Parquet file");
  if (mark(size - 4) !== MAGIC) throw new Error("it is cut off");
  return {
    byteLength: size,
    slice: (from: number, to = size) =>
      Promise.resolve().then(() => read(from, Math.min(to, size))),
  };
}

/** Returns the columns that are no parts of others, by name. */
function leavesOf({ schema }: FileMetaData): Map<string, SchemaElement> {
  const leaves = new Map<string, SchemaElement>();
  for (let i = 1; i < schema.length;) {
    const element = schema[i] as SchemaElement;
    if (!element.num_children) leaves.set(element.name, element);
    i += spanOf(schema, i);
  }
  return leaves;
}

function spanOf(schema: readonly SchemaElement[], start: number): number {
  let span = 1;
  const { num_children: children = 0 } = schema[start] ?? { name: "" };
  for (let n = 0; n < children && start + span < schema.length; n++) {
    span += spanOf(schema, start + span);
  }
  return span;
}

/** A time of the wall could be anywhere's. */
function checkTime(
  path: string,
  name: string,
  element: SchemaElement | undefined,
): void {
  const logical = element?.logical_type;
  const isLocal = element?.type === "INT96" ||
    logical?.type === "TIMESTAMP" && !logical.isAdjustedToUTC;
  if (!isLocal) return;
  throw new QtcError(
    "invalid",
    `Cannot import "${path}": column "${name}" has times without a zone; ` +
      "write them as timestamps in UTC: \"tz_localize('UTC')\" in pandas, " +
      "\"timezone('UTC', …)\" in DuckDB",
  );
}

/** Returns how each field is read of a row; decimals come with noise. */
function readers(
  columns: BarColumns,
  elements: ReadonlyMap<string, SchemaElement>,
): Map<Field, (row: Readonly<Record<string, unknown>>) => unknown> {
  return new Map(FIELDS.flatMap((field) => {
    const name = columns[field];
    if (name === undefined) return [];
    const { converted_type: type, scale = 0 } = elements.get(name) ?? {};
    const read = (row: Readonly<Record<string, unknown>>): unknown => {
      const value = row[name];
      return type === "DECIMAL" && typeof value === "number"
        ? Number(value.toFixed(Math.min(scale, 20)))
        : value;
    };
    return [[field, read] as const];
  }));
}

function attempt<T>(path: string, act: () => T): T {
  try {
    return act();
  } catch (cause) {
    return unreadable(path, cause);
  }
}

/** What the packages say of bytes that they do not understand helps nobody. */
function unreadable(path: string, cause: unknown): never {
  const text = errorText(cause);
  const isOurs = text.startsWith("it ") ||
    cause instanceof Error && "code" in cause;
  const state = isOurs ? text : `it is damaged (${text.slice(0, 100)})`;
  throw new QtcError("invalid", `Cannot import "${path}": ${state}`, { cause });
}
