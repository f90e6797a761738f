/**
 * The whole lake anew, in shares that can be written at the same time: clear its
 * places, write each share, then publish the catalogue of all.
 *
 * @module
 */

import {
  emptyLake,
  type FileEntry,
  type LakeState,
  writeCatalogue,
} from "./catalogue.ts";
import { beginAnew } from "./heal.ts";
import {
  type LakeShare,
  type LakeWriter,
  lakeWriter,
  type LakeWriterOptions,
} from "./writer.ts";

/** What an export, or a share of one, has done so far. */
export interface ExportProgress {
  /** Events of the ledger that are in the files. */
  readonly events: number;
  /** Lines, portfolio rows and bars that were written. */
  readonly rows: number;
}

/** What an export works with. */
export type ExportLakeOptions = Omit<LakeWriterOptions, "share">;

/**
 * Clears the lake's places. A Parquet file that cannot be read is moved aside,
 * to its name with `.unreadable` behind, and so is what the lake did not write,
 * to a folder; the rest stays. What a crash leaves from here on is completed by
 * the next start or export.
 *
 * @throws {QtcError} `unavailable` when disk or ledger refuses
 */
export function beginExport(options: Omit<ExportLakeOptions, "keepLogsDays">) {
  beginAnew(options);
}

/** A share that is being written. */
export interface ExportShare {
  readonly progress: ExportProgress;
  /**
   * Writes a stretch of the ledger.
   *
   * @returns What the files are when there is nothing more, else `undefined`
   * @throws {QtcError} `unavailable` when disk or ledger refuses
   */
  step(): LakeState | undefined;
}

/** Returns a share of a lake whose places were cleared. */
export function exportShare(
  options: ExportLakeOptions & { readonly share: LakeShare },
): ExportShare {
  const writer: LakeWriter = lakeWriter(options);
  return {
    get progress() {
      return { events: writer.seq, rows: writer.rows };
    },
    step() {
      if (writer.step()) return undefined;
      writer.finish();
      return writer.state;
    },
  };
}

/**
 * Publishes the catalogue of a lake whose shares have all been written.
 *
 * @throws {QtcError} `unavailable` when disk or ledger refuses
 */
export function endExport(
  states: readonly LakeState[],
  { disk, source }: Pick<ExportLakeOptions, "disk" | "source">,
): void {
  const [first = emptyLake()] = states;
  const state: LakeState = {
    ...first,
    files: new Map<string, FileEntry>(
      states.flatMap(({ files }) => [...files]),
    ),
    parquet: new Map<string, number>(
      states.flatMap(({ parquet }) => [...parquet]),
    ),
  };
  writeCatalogue(disk, { state, hash: source.hashAt(state.seq) ?? "" });
}
