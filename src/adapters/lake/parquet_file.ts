import { closeSync, openSync } from "node:fs";
import { parquetRead, parquetSchema, type SchemaTree } from "hyparquet";
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
  footerOf,
  type GroupFacts,
  readFooter,
  type Schema,
} from "./parquet_metadata.ts";
import {
  checkCounts,
  type Column,
  isSystemError,
  onWrite,
  withoutDecimals,
  writeGroups,
  type Written,
} from "./write_groups.ts";

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
  readonly old?: Written | undefined;
}

function publishTable({ path, schema, groups, publish, old }: Table): void {
  onWrite(path, () =>
    publish(path, (beside) => {
      const written = withFile(beside, "wx", (file) => {
        if (old) copyGroups(path, file, old.start);
        return writeGroups({ file, schema, groups, old, isLast: true });
      });
      checkCounts(path, beside, { schema, written });
    }));
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
      }).catch(damaged);
    } finally {
      closeSync(file);
    }
    return found;
  } catch (cause) {
    throw unavailable("read", path, cause);
  }
}

/** What the packages say of bytes that they do not understand helps nobody. */
function damaged(cause: unknown): never {
  throw isSystemError(cause) ? cause : new Error("it is damaged", { cause });
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
