import { closeSync, openSync } from "node:fs";
import {
  type DecodedArray,
  parquetRead,
  parquetSchema,
  type SchemaElement,
  type SchemaTree,
} from "hyparquet";
import { ByteWriter, ParquetWriter } from "hyparquet-writer";
import { QtcError } from "../../domain/error.ts";
import type { Publish } from "../../ports/publish.ts";
import { unpackDecimal } from "./decimal_bytes.ts";
import {
  isThere,
  readAt,
  readInto,
  unavailable,
  withFile,
  writeAll,
} from "./file_access.ts";
import {
  factsOf,
  type Footer,
  footerOf,
  type GroupFacts,
  readFooter,
  type Schema,
} from "./parquet_metadata.ts";

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

/** What is read of a file. */
export interface Selection {
  /** Names of top-level columns. */
  readonly columns: readonly string[];
  /** Says whether a row group can hold what is wanted; all are read without it. */
  readonly wants?: (group: GroupFacts) => boolean;
}

/** What is copied at once, bytes. */
const BLOCK = 1 << 20;

/**
 * Publishes a file that has the row groups of the one at `path`, when there is
 * one, and new ones after them. Old groups are copied byte for byte, so that
 * appending two days one by one gives the same bytes as writing both at once.
 * Before it takes its name the new file is opened again and its rows
 * are counted.
 *
 * @param groups Columns of each new row group, made one at a time; one without
 * rows is left out
 * @throws {QtcError} `unavailable` when the disk refuses, or when there is a file
 * that cannot be read or has another schema: it is left as it is
 */
export function appendGroups(
  path: string,
  schema: Schema,
  groups: Iterable<readonly Column[]>,
  publish: Publish,
): void {
  const old = isThere(path) ? readFooter(path, schema) : undefined;
  publishTable({ path, schema, groups, publish, old });
}

/**
 * Publishes a file of these row groups, also where there is one; see
 * {@linkcode appendGroups}.
 *
 * @throws {QtcError} `unavailable` as {@linkcode appendGroups} does
 */
export function publishGroups(
  path: string,
  schema: Schema,
  groups: Iterable<readonly Column[]>,
  publish: Publish,
): void {
  if (isThere(path)) readFooter(path, schema);
  publishTable({ path, schema, groups, publish });
}

/** A file to be made, and the footer of the one that it goes on from. */
interface Table {
  readonly path: string;
  readonly schema: Schema;
  readonly groups: Iterable<readonly Column[]>;
  readonly publish: Publish;
  readonly old?: Footer | undefined;
}

function publishTable({ path, schema, groups, publish, old }: Table): void {
  try {
    publish(path, (beside) => {
      const counts = withFile(beside, "wx", (file) => {
        if (old) copyGroups(path, file, old.start);
        return writeGroups(file, schema, groups, old);
      });
      const { metadata } = readFooter(beside, schema);
      const found = metadata.row_groups.map(({ num_rows }) => num_rows);
      if (found.join() === counts.join()) return;
      throw new QtcError(
        "unavailable",
        `Cannot write "${path}": its groups have ${found} rows, not ${counts}`,
      );
    });
  } catch (cause) {
    // What the caller's own rows throw is not the disk's fault.
    throw isSystemError(cause) ? unavailable("write", path, cause) : cause;
  }
}

function isSystemError(error: unknown): boolean {
  return error instanceof Error && "code" in error &&
    typeof error.code === "string" && !(error instanceof QtcError);
}

function copyGroups(path: string, to: number, end: number): void {
  const block = new Uint8Array(BLOCK);
  withFile(path, "r", (from) => {
    for (let at = 0; at < end; at += BLOCK) {
      const part = block.subarray(0, Math.min(BLOCK, end - at));
      readInto(from, at, part);
      writeAll(to, part);
    }
  });
}

/** Returns the rows of every group of the file, old and new. */
function writeGroups(
  file: number,
  schema: Schema,
  groups: Iterable<readonly Column[]>,
  old: Footer | undefined,
): bigint[] {
  const bytes = new ByteWriter(BLOCK);
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
  table.schema = [...schema];
  table.finish();
  flush();
  return table.row_groups.map(({ num_rows }) => num_rows);
}

/**
 * Returns columns of a file, by path (`cash`, `positions.list.element.value`):
 * one value a row, below a list one array a row. Timestamps are in Unix
 * milliseconds, INT64 and decimals (1e-9 units) are bigint, what is not there is
 * `null` or `undefined`. Without a file, or rows, there are no columns.
 *
 * @throws {QtcError} `unavailable` when it cannot be read or has another schema
 */
export async function readColumns(
  path: string,
  schema: Schema,
  { columns, wants = () => true }: Selection,
): Promise<ReadonlyMap<string, readonly unknown[]>> {
  const found = new Map<string, unknown[]>();
  if (!isThere(path)) return found;
  const decimals = decimalPaths(schema);
  try {
    const file = openSync(path, "r");
    try {
      const { metadata, start } = footerOf(file, schema);
      const groups = metadata.row_groups.filter((each) => wants(factsOf(each)));
      await parquetRead({
        file: {
          byteLength: start,
          slice: (from, to = start) => readAt(file, from, to - from).buffer,
        },
        metadata: {
          ...metadata,
          schema: withoutDecimals(schema),
          row_groups: groups,
          num_rows: groups.reduce((sum, group) => sum + group.num_rows, 0n),
        },
        columns: [...columns],
        parsers: { timestampFromMilliseconds: Number },
        onPage: ({ pathInSchema, columnData, rowStart }) => {
          const name = pathInSchema.join(".");
          const column = found.get(name) ?? [];
          found.set(name, column);
          const isDecimal = decimals.has(name);
          for (let i = 0; i < columnData.length; i++) {
            column[rowStart + i] = isDecimal
              ? unpacked(columnData[i])
              : columnData[i];
          }
        },
      });
    } finally {
      closeSync(file);
    }
    return found;
  } catch (cause) {
    throw unavailable("read", path, cause);
  }
}

/** Decimals in the place of their bytes, also in lists. */
function unpacked(value: unknown): unknown {
  return Array.isArray(value)
    ? value.map(unpackDecimal)
    : unpackDecimal(value as Uint8Array);
}

/** The paths of a schema's decimals, as the packages name them. */
function decimalPaths(schema: Schema): Set<string> {
  const paths = new Set<string>();
  const walk = ({ children, element, path }: SchemaTree): void => {
    if (element.converted_type === "DECIMAL") paths.add(path.join("."));
    children.forEach(walk);
  };
  walk(parquetSchema({ schema: [...schema] }));
  return paths;
}

/** What the packages turn into lossy numbers goes through them as plain bytes. */
function withoutDecimals(schema: Schema): SchemaElement[] {
  return schema.map((element) => {
    if (element.converted_type !== "DECIMAL") return element;
    const { name, type, type_length, repetition_type } = element;
    return { name, type, type_length, repetition_type } as SchemaElement;
  });
}
