import { errorText } from "../domain/error.ts";
import type { Clock } from "../ports/clock.ts";
import type { Log } from "../ports/log.ts";
import type { LakeCommand, LakeReport } from "./lake_worker.ts";

/** Between two stretches that are written, milliseconds. */
const REST_MS = 200;
/** Longest wait before it is tried again, milliseconds. */
const WAIT_MAX_MS = 60_000;

/** The lake, as the engine's thread sees it. Nothing here ever throws. */
export interface Lake {
  /** Says that the ledger has events up to this one. */
  wake(head: number): void;
  /** Returns the event up to which the files have everything. */
  seq(): number;
  /** Has everything written that the ledger has, and ends; at most so long, milliseconds. */
  close(maxMs: number): Promise<void>;
}

/** A thread that writes. */
export interface LakeThread {
  post(command: LakeCommand): void;
  /** Ends it at once. */
  end(): void;
}

/** What {@linkcode startLake} works with. */
export interface LakeOptions {
  readonly dataDir: string;
  /** Days that logs are kept; 0 for ever. */
  readonly keepLogsDays: number;
  readonly log: Log;
  /** Real time. */
  readonly wall: Clock;
  /** Between two stretches that are written, milliseconds. */
  readonly restMs?: number;
  /** Starts a thread; another one in tests. */
  readonly launch?: (onReport: (report: LakeReport) => void) => LakeThread;
}

/**
 * Starts writing the lake in a thread of its own. When that fails it is said,
 * and tried again after 1, 2, 4 … 60 seconds; the ledger keeps what is missing.
 */
export function startLake(options: LakeOptions): Lake {
  const { dataDir, keepLogsDays, log, wall } = options;
  const { launch = launchWorker, restMs = REST_MS } = options;
  const closing = new AbortController();
  const ended = Promise.withResolvers<void>();
  let thread: LakeThread | undefined;
  let [wanted, reached, failures, isBusy, isOpen] = [0, 0, 0, false, false];

  const ask = (): void => {
    // One question at a time: while it is busy, many become one.
    if (!isOpen || isBusy || wanted <= reached) return;
    isBusy = true;
    thread?.post({ kind: "wake" });
  };
  /** At full speed a hundred minutes a second end: files want them together. */
  const rest = (): void => {
    wall.sleepUntil(wall.now() + restMs, closing.signal).then(() => {
      isBusy = false;
      ask();
    });
  };
  const open = (): void => {
    isBusy = true;
    isOpen = true;
    try {
      // One that has failed is used again: the process keeps open files of each.
      thread ??= launch(take);
      thread.post({ kind: "open", dataDir, keepLogsDays });
    } catch (error) {
      fail(errorText(error));
    }
  };
  const take = (report: LakeReport): void => {
    if (report.kind === "log") {
      log.write(report.level, report.message, report.facts);
    } else if (report.kind === "progress") {
      reached = report.seq;
      failures = 0;
      rest();
    } else if (report.kind === "closed") ended.resolve();
    else fail(report.reason, report.kind === "died");
  };
  const fail = (reason: string, isDead = false): void => {
    if (isDead) thread = void thread?.end();
    isOpen = false;
    log.write("error", `The lake is not written: ${reason}`);
    if (closing.signal.aborted) return ended.resolve();
    const waitMs = Math.min(1_000 * 2 ** failures++, WAIT_MAX_MS);
    wall.sleepUntil(wall.now() + waitMs, closing.signal).then(() => {
      if (!closing.signal.aborted && !isOpen) open();
    });
  };

  open();
  return {
    wake(head): void {
      wanted = Math.max(wanted, head);
      ask();
    },
    seq: () => reached,
    async close(maxMs): Promise<void> {
      closing.abort();
      if (!isOpen) open();
      thread?.post({ kind: "close" });
      await within(ended.promise, { wall, maxMs });
      thread?.end();
      sayBehind(log, wanted - reached);
    },
  };
}

function sayBehind(log: Log, events: number): void {
  if (events <= 0) return;
  const message = "The lake is behind: the next start completes it";
  log.write("warning", message, { events });
}

/** Waits for something, but not for ever. */
async function within(
  promise: Promise<void>,
  { wall, maxMs }: { readonly wall: Clock; readonly maxMs: number },
): Promise<void> {
  const done = new AbortController();
  await Promise.race([
    promise,
    wall.sleepUntil(wall.now() + maxMs, done.signal),
  ]);
  done.abort();
}

function launchWorker(onReport: (report: LakeReport) => void): LakeThread {
  const isSource = import.meta.url.endsWith(".ts");
  const file = isSource ? "./lake_worker.ts" : "./lake_worker.js";
  const worker = new Worker(new URL(file, import.meta.url), { type: "module" });
  worker.onmessage = ({ data }: MessageEvent<LakeReport>) => onReport(data);
  worker.onerror = (event) => {
    event.preventDefault();
    onReport({ kind: "died", reason: event.message });
  };
  return {
    post: (command) => worker.postMessage(command),
    end: () => worker.terminate(),
  };
}
