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
  /** First, and again after it has failed. */
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
  /** It has let go of everything, and waits to be told to open it again. */
  | { readonly kind: "failed"; readonly reason: string }
  /** The thread itself is no more; it cannot say so, who started it does. */
  | { readonly kind: "died"; readonly reason: string }
  | { readonly kind: "closed" };

/** The worker's own global, which the types of a window do not describe. */
interface WorkerGlobal {
  onmessage: (event: MessageEvent<LakeCommand>) => void;
  postMessage(report: LakeReport): void;
  close(): void;
}

const scope = globalThis as unknown as WorkerGlobal;
let source: LedgerSource | undefined;
let writer: LakeWriter | undefined;

scope.onmessage = ({ data }) => {
  try {
    obey(data);
  } catch (error) {
    letGo();
    scope.postMessage({ kind: "failed", reason: errorText(error) });
  }
};

/** A thread that ends leaves open files behind in the process: this one stays. */
function letGo(): void {
  const opened = source;
  source = undefined;
  writer = undefined;
  opened?.close();
}

function obey(command: LakeCommand): void {
  if (command.kind === "open") {
    const { dataDir, keepLogsDays } = command;
    source = openSource(dataDir, "beside");
    writer = lakeWriter({
      source,
      disk: lakeDisk(dataDir, publishWith),
      keepLogsDays,
      log: {
        write: (level, message, facts = {}) =>
          scope.postMessage({ kind: "log", level, message, facts }),
      },
    });
  }
  if (writer) {
    while (writer.step());
    scope.postMessage({ kind: "progress", seq: writer.seq });
  }
  if (command.kind !== "close") return;
  writer?.finish();
  letGo();
  scope.postMessage({ kind: "closed" });
  scope.close();
}
