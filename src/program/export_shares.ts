import type { LakeState } from "../adapters/lake/catalogue.ts";
import type { ExportProgress } from "../adapters/lake/export_lake.ts";
import { QtcError } from "../domain/error.ts";
import type { ExportCommand, ExportReport } from "./export_worker.ts";

/** What {@linkcode exportShares} works with. */
export interface ExportSharesOptions {
  readonly dataDir: string;
  /** Days that logs are kept; 0 for ever. */
  readonly keepLogsDays: number;
  /** Threads, ≥ 1. */
  readonly threads: number;
  /** Told what all have done together. */
  readonly onProgress: (progress: ExportProgress) => void;
}

/**
 * Writes the shares of a lake whose places were cleared, each in a thread of its
 * own.
 *
 * @returns What the files are, by share, and what was done
 * @throws {QtcError} `unavailable` when disk or ledger refuses
 */
export async function exportShares(
  { dataDir, keepLogsDays, threads, onProgress }: ExportSharesOptions,
): Promise<{ states: LakeState[]; progress: ExportProgress }> {
  const done: ExportProgress[] = [];
  // The slowest one says how far all are.
  const progress = (): ExportProgress => ({
    events: Math.min(...done.map(({ events }) => events)),
    rows: done.reduce((sum, { rows }) => sum + rows, 0),
  });
  const workers: Worker[] = [];
  const stop = new AbortController();
  try {
    // All of them, also when one has failed: the others write up to their next answer.
    const ends = await Promise.allSettled(
      Array.from({ length: threads }, (_, index) => {
        done.push({ events: 0, rows: 0 });
        const worker = launch();
        workers.push(worker);
        return follow(worker, {
          open: {
            kind: "open",
            dataDir,
            keepLogsDays,
            share: { index, count: threads },
          },
          onProgress(each): void {
            done[index] = each;
            onProgress(progress());
          },
          stop,
        });
      }),
    );
    stop.signal.throwIfAborted();
    const states = ends.flatMap((end) =>
      end.status === "fulfilled" ? end.value : []
    );
    return { states, progress: progress() };
  } finally {
    for (const worker of workers) worker.terminate();
  }
}

/**
 * Asks a thread for one stretch after the other, until one has failed: a thread
 * that is not asked does nothing.
 */
function follow(
  worker: Worker,
  { open, onProgress, stop }: {
    readonly open: ExportCommand;
    readonly onProgress: (progress: ExportProgress) => void;
    /** Its reason is what the first one to fail has said. */
    readonly stop: AbortController;
  },
): Promise<LakeState> {
  const { promise, resolve, reject } = Promise.withResolvers<LakeState>();
  const ask = (command: ExportCommand) => worker.postMessage(command);
  const fail = (reason: string): void => {
    stop.abort(new QtcError("unavailable", reason));
    reject(stop.signal.reason);
  };
  worker.onmessage = ({ data }: MessageEvent<ExportReport>) => {
    if (data.kind === "failed") return fail(data.reason);
    if (stop.signal.aborted) return reject(stop.signal.reason);
    onProgress(data.progress);
    if (data.kind === "done") resolve(data.state);
    else ask({ kind: "step" });
  };
  worker.onerror = (event) => {
    event.preventDefault();
    fail(event.message);
  };
  ask(open);
  return promise;
}

function launch(): Worker {
  const isSource = import.meta.url.endsWith(".ts");
  const file = isSource ? "./export_worker.ts" : "./export_worker.js";
  return new Worker(new URL(file, import.meta.url), { type: "module" });
}
