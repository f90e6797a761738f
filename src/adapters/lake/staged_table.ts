import { mkdirSync, renameSync } from "node:fs";
import { dirname } from "node:path";
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
        written = add(groups, false);
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
