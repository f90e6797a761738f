import type { LakeDisk } from "./disk.ts";
import { clearLake, foldedUpTo } from "./heal.ts";
import { parquetOwner } from "./layout.ts";
import { lakeWriter, type LakeWriterOptions } from "./writer.ts";

/** What an export has done so far. */
export interface ExportProgress {
  /** Events of the ledger that are in the files. */
  readonly events: number;
  /** Lines and portfolio rows that were written. */
  readonly rows: number;
}

/** What {@linkcode exportLake} works with. */
export interface ExportLakeOptions extends LakeWriterOptions {
  /** Told after each stretch of the ledger. */
  readonly onProgress?: (progress: ExportProgress) => void;
}

/**
 * Writes the whole lake anew. A Parquet file that cannot be read is moved aside,
 * to its name with `.unreadable` behind; other files that are not the lake's own
 * stay. What a crash leaves is completed by the next start or export.
 *
 * @throws {QtcError} `unavailable` when disk or ledger refuses
 */
export function exportLake(options: ExportLakeOptions): ExportProgress {
  const { disk, log, onProgress } = options;
  for (const path of disk.list()) {
    const owner = parquetOwner(path);
    if (owner === undefined || foldedUpTo(disk, owner) !== "unreadable") {
      continue;
    }
    const aside = unusedName(disk, `${path}.unreadable`);
    disk.rename(path, aside);
    log.write("warning", `Cannot read "${disk.path(path)}": moved to ${aside}`);
  }
  clearLake(disk);
  const writer = lakeWriter(options);
  const progress = () => ({ events: writer.seq, rows: writer.rows });
  while (writer.step()) onProgress?.(progress());
  return progress();
}

function unusedName(disk: LakeDisk, path: string): string {
  let name = path;
  for (let n = 2; disk.size(name) !== undefined; n++) name = `${path}-${n}`;
  return name;
}
