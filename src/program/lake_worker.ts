/**
 * The thread that writes the lake: it reads the ledger over a connection of its
 * own, so that the engine does no more for it than to say that there is more.
 *
 * @module
 */

import { lakeDisk } from "../adapters/lake/disk.ts";
import { type LakeWriter, lakeWriter } from "../adapters/lake/writer.ts";
import { openSource } from "../adapters/sqlite/source.ts";
import { publishWith } from "../adapters/system/publish_file.ts";
import { errorText } from "../domain/error.ts";
import type { LedgerSource } from "../ports/ledger.ts";
import type { LogLevel } from "../ports/log.ts";

/** What the engine's thread says. */
export type LakeCommand =
  /** Once, first. */
  | {
    readonly kind: "open";
    readonly dataDir: string;
    readonly keepLogsDays: number;
  }
  /** There is more in the ledger. */
  | { readonly kind: "wake" }
  /** Write what is there, then end. */
  | { readonly kind: "close" };

/** What the thread answers. */
export type LakeReport =
  /** Everything that was in the ledger is in the files, up to this event. */
  | { readonly kind: "progress"; readonly seq: number }
  | {
    readonly kind: "log";
    readonly level: LogLevel;
    readonly message: string;
    readonly facts: Readonly<Record<string, string | number | boolean>>;
  }
  /** It has ended with an error. */
  | { readonly kind: "failed"; readonly reason: string }
  | { readonly kind: "closed" };

/** The worker's own global, which the types of a window do not describe. */
interface WorkerGlobal {
  onmessage: (event: MessageEvent<LakeCommand>) => void;
  postMessage(report: LakeReport): void;
  close(): void;
}

/** Rows in memory while it catches up: a day of fifty teams. */
const ROWS = 40_000;

const scope = globalThis as unknown as WorkerGlobal;
let source: LedgerSource | undefined;
let writer: LakeWriter | undefined;

scope.onmessage = ({ data }) => {
  try {
    obey(data);
  } catch (error) {
    scope.postMessage({ kind: "failed", reason: errorText(error) });
    scope.close();
  }
};

function obey(command: LakeCommand): void {
  if (command.kind === "open") {
    const { dataDir, keepLogsDays } = command;
    source = openSource(dataDir, "beside");
    writer = lakeWriter({
      source,
      disk: lakeDisk(dataDir, publishWith),
      keepLogsDays,
      rowsMax: ROWS,
      log: {
        write: (level, message, facts = {}) =>
          scope.postMessage({ kind: "log", level, message, facts }),
      },
    });
  }
  while (writer?.step());
  scope.postMessage({ kind: "progress", seq: writer?.seq ?? 0 });
  if (command.kind !== "close") return;
  source?.close();
  scope.postMessage({ kind: "closed" });
  scope.close();
}
