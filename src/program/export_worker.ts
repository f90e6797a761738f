/**
 * A thread that writes a share of an export, a stretch each time that it is asked.
 *
 * @module
 */

import type { LakeState } from "../adapters/lake/catalogue.ts";
import { lakeDisk } from "../adapters/lake/disk.ts";
import {
  type ExportProgress,
  type ExportShare,
  exportShare,
} from "../adapters/lake/export_lake.ts";
import type { LakeShare } from "../adapters/lake/writer.ts";
import { openSource } from "../adapters/sqlite/source.ts";
import { publishWith } from "../adapters/system/publish_file.ts";
import { errorText } from "../domain/error.ts";
import type { LedgerSource } from "../ports/ledger.ts";

/** What the thread is told. */
export type ExportCommand =
  /** First. */
  | {
    readonly kind: "open";
    readonly dataDir: string;
    readonly keepLogsDays: number;
    readonly share: LakeShare;
  }
  /** Write the next stretch. */
  | { readonly kind: "step" };

/** What it answers, once to each command. */
export type ExportReport =
  | { readonly kind: "progress"; readonly progress: ExportProgress }
  | {
    readonly kind: "done";
    readonly progress: ExportProgress;
    readonly state: LakeState;
  }
  | { readonly kind: "failed"; readonly reason: string };

/** The worker's own global, which the types of a window do not describe. */
interface WorkerGlobal {
  onmessage: (event: MessageEvent<ExportCommand>) => void;
  postMessage(report: ExportReport): void;
}

const scope = globalThis as unknown as WorkerGlobal;
let source: LedgerSource | undefined;
let share: ExportShare | undefined;

scope.onmessage = ({ data }) => {
  try {
    scope.postMessage(obey(data));
  } catch (error) {
    source?.close();
    scope.postMessage({ kind: "failed", reason: errorText(error) });
  }
};

function obey(command: ExportCommand): ExportReport {
  if (command.kind === "open") {
    const { dataDir } = command;
    source = openSource(dataDir, "beside");
    const disk = lakeDisk(dataDir, publishWith);
    share = exportShare({ ...command, source, disk, log: { write() {} } });
  }
  const state = command.kind === "step" ? share!.step() : undefined;
  const { progress } = share!;
  if (!state) return { kind: "progress", progress };
  source?.close();
  return { kind: "done", progress, state };
}
