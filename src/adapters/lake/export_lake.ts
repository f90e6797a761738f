import { beginAnew } from "./heal.ts";
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
 * to its name with `.unreadable` behind, and so is what the lake did not write,
 * to a folder; the rest stays. What a crash leaves is completed by the next start or export.
 *
 * @throws {QtcError} `unavailable` when disk or ledger refuses
 */
export function exportLake(options: ExportLakeOptions): ExportProgress {
  const { onProgress } = options;
  beginAnew(options);
  const writer = lakeWriter(options);
  const progress = () => ({ events: writer.seq, rows: writer.rows });
  while (writer.step()) onProgress?.(progress());
  writer.finish();
  return progress();
}
