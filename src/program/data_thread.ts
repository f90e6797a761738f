import { errorText } from "../domain/error.ts";
import type { Instrument } from "../domain/instrument.ts";
import type { Clock } from "../ports/clock.ts";
import type { Log } from "../ports/log.ts";
import {
  type DataDesk,
  type DataUse,
  refusalText,
} from "../sandbox/data_requests.ts";
import type { DataRequest } from "../sandbox/protocol.ts";
import type { DataCommand, DataReport } from "./data_worker.ts";

/** Longest work on one question, its own bounds included, milliseconds. */
const WORK_MAX_MS = 10_000;
/** Longest that the end waits for the thread, milliseconds. */
const CLOSE_MS = 2_000;

/** A thread that reads. */
export interface DataThread {
  post(command: DataCommand): void;
  /** Ends it at once. */
  end(): void;
}

/** What {@linkcode dataThread} works with. */
export interface DataThreadOptions {
  readonly dataDir: string;
  readonly instruments: readonly Instrument[];
  readonly log: Log;
  /** Real time. */
  readonly wall: Clock;
  /** Starts a thread; another one in tests. */
  readonly launch?: (onReport: (report: DataReport) => void) => DataThread;
}

/** A question that waits for its answer. */
interface Question {
  readonly use: DataUse;
  readonly requests: readonly DataRequest[];
  readonly end: number;
  readonly settle: (text: Uint8Array) => void;
}

/** Why a question is refused. */
const UNREADABLE = "bars cannot be read; ask again next minute";
const USED_UP = "the minute's time was used up";
const CLOSING = "everything stops";

/**
 * Returns a desk that answers in a thread of its own, one question after the
 * other. The thread is started by the first question. When it fails, dies or
 * hangs, its question is refused and the next one starts it anew.
 */
export function dataThread(options: DataThreadOptions): DataDesk {
  return new ThreadDesk(options);
}

class ThreadDesk implements DataDesk {
  readonly #options: DataThreadOptions;
  readonly #queue: Question[] = [];
  readonly #closed = Promise.withResolvers<void>();
  #thread: DataThread | undefined;
  /** Whether the thread has been told what to read. */
  #isOpen = false;
  /** The question that the thread has; `over` aborts when nobody waits for it. */
  #asked: { question: Question; over: AbortController } | undefined;
  #isClosing = false;
  /** The trouble that was said last. */
  #said: string | undefined;

  constructor(options: DataThreadOptions) {
    this.#options = options;
  }

  answer(
    use: DataUse,
    requests: readonly DataRequest[],
    end: number,
  ): Promise<Uint8Array> {
    return new Promise((settle) => {
      const question = { use, requests, end, settle };
      if (this.#isClosing) return refuse(question, CLOSING);
      this.#queue.push(question);
      this.#next();
    });
  }

  async close(): Promise<void> {
    if (this.#isClosing) return await this.#closed.promise;
    this.#isClosing = true;
    const current = this.#take();
    if (current) refuse(current, CLOSING);
    for (const each of this.#queue.splice(0)) refuse(each, CLOSING);
    if (this.#thread) {
      const { wall } = this.#options;
      this.#thread.post({ kind: "close" });
      const done = new AbortController();
      const late = wall.sleepUntil(wall.now() + CLOSE_MS, done.signal);
      await Promise.race([this.#closed.promise, late]);
      done.abort();
      this.#thread?.end();
    }
    this.#closed.resolve();
  }

  /** Asks the next question, if the thread has none. */
  #next(): void {
    if (this.#asked) return;
    const question = this.#queue.shift();
    if (!question) return;
    if (performance.now() >= question.end) {
      refuse(question, USED_UP);
      return this.#next();
    }
    const { wall } = this.#options;
    const over = new AbortController();
    this.#asked = { question, over };
    wall.sleepUntil(wall.now() + WORK_MAX_MS, over.signal).then(() => {
      if (!over.signal.aborted) this.#fail("it took too long", true);
    });
    try {
      const { use, requests } = question;
      this.#ready().post({ kind: "ask", use, requests });
    } catch (error) {
      this.#fail(errorText(error), true);
    }
  }

  /** Returns the thread, which knows what to read. */
  #ready(): DataThread {
    const { dataDir, instruments, launch = launchWorker } = this.#options;
    if (!this.#thread) {
      const started: DataThread = launch((report) => {
        // What one that was ended has still to say answers nobody's question.
        if (this.#thread === started) this.#hear(report);
      });
      this.#thread = started;
    }
    if (!this.#isOpen) {
      this.#thread.post({ kind: "open", dataDir, instruments });
    }
    this.#isOpen = true;
    return this.#thread;
  }

  #hear(report: DataReport): void {
    if (report.kind === "closed") return this.#closed.resolve();
    if (report.kind !== "answered") {
      return this.#fail(report.reason, report.kind === "died");
    }
    this.#said = undefined;
    const question = this.#take();
    if (question) {
      Object.assign(question.use, report.use);
      question.settle(report.text);
    }
    this.#next();
  }

  #fail(reason: string, isDead: boolean): void {
    this.#isOpen = false;
    if (isDead) this.#thread = void this.#thread?.end();
    if (this.#isClosing) return this.#closed.resolve();
    if (reason !== this.#said) {
      const message = `Cannot read bars for strategies: ${reason}`;
      this.#options.log.write("error", message);
    }
    this.#said = reason;
    const question = this.#take();
    if (question) refuse(question, UNREADABLE);
    this.#next();
  }

  /** Takes the question from the thread: nobody waits for its answer then. */
  #take(): Question | undefined {
    const { question, over } = this.#asked ?? {};
    this.#asked = undefined;
    over?.abort();
    return question;
  }
}

function refuse({ requests, settle }: Question, why: string): void {
  settle(refusalText(requests, why));
}

function launchWorker(onReport: (report: DataReport) => void): DataThread {
  const isSource = import.meta.url.endsWith(".ts");
  const file = isSource ? "./data_worker.ts" : "./data_worker.js";
  const worker = new Worker(new URL(file, import.meta.url), { type: "module" });
  worker.onmessage = ({ data }: MessageEvent<DataReport>) => onReport(data);
  worker.onerror = (event) => {
    event.preventDefault();
    onReport({ kind: "died", reason: event.message });
  };
  return {
    post: (command) => worker.postMessage(command),
    end: () => worker.terminate(),
  };
}
