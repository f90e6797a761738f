import { mkdirSync, renameSync } from "node:fs";
import { dirname } from "node:path";
import type { RowGroup } from "hyparquet";
import type { Publish } from "../../ports/publish.ts";
import { withFile } from "./file_access.ts";
import type { Schema } from "./parquet_metadata.ts";
import {
  checkCounts,
  type Column,
  onWrite,
  writeGroups,
  type Written,
} from "./write_groups.ts";

/** A file that grows beside its name, in `.stage`, until it is published. */
export interface StagedTable {
  /**
   * Adds row groups.
   *
   * @throws {QtcError} `unavailable` when the disk refuses
   */
  append(groups: Iterable<readonly Column[]>): void;
  /**
   * Completes the file, checks it as `appendGroups()` does and gives it
   * its name; it has the same bytes.
   *
   * @throws {QtcError} `unavailable` when the disk refuses
   */
  publish(publish: Publish): void;
}

/** Returns a file that grows beside `path`, from nothing. */
export function stageTable(path: string, schema: Schema): StagedTable {
  const stage = `${path}.stage`;
  let written: Written | undefined;
  const share = sharer();
  const add = (groups: Iterable<readonly Column[]>, isLast: boolean): Written =>
    withFile(
      stage,
      written ? "a" : "w",
      (file) => writeGroups({ file, schema, groups, old: written, isLast }),
    );
  return {
    append: (groups) =>
      onWrite(path, () => {
        if (!written) mkdirSync(dirname(stage), { recursive: true });
        const known = written?.metadata.row_groups.length ?? 0;
        written = add(groups, false);
        written.metadata.row_groups.slice(known).forEach(share);
      }),
    publish: (publish) =>
      onWrite(path, () =>
        publish(path, (beside) => {
          written = add([], true);
          renameSync(stage, beside);
          checkCounts(path, beside, { schema, written });
        })),
  };
}

/**
 * Returns what lets row groups that are kept share what they have in common: a
 * year of fifty teams has 128,000 column chunks.
 */
function sharer(): (group: RowGroup) => void {
  const known = new Map<string, unknown>();
  const shared = <T>(value: T): T => {
    const key = JSON.stringify(value);
    if (!known.has(key)) known.set(key, value);
    return known.get(key) as T;
  };
  return ({ columns }) => {
    for (const { meta_data: column } of columns) {
      if (!column) continue;
      column.encodings = shared(column.encodings);
      column.path_in_schema = shared(column.path_in_schema);
      if (!column.encoding_stats) continue;
      column.encoding_stats = shared(column.encoding_stats);
    }
  };
}
