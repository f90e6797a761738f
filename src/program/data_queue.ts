import { errorText } from "../domain/error.ts";
import type { Instrument } from "../domain/instrument.ts";
import type { Clock } from "../ports/clock.ts";
import type { Log } from "../ports/log.ts";
import type {
  DataAnswered,
  DataAsk,
  DataCommand,
  DataReport,
} from "./data_worker.ts";

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

/** What a {@linkcode DataQueue} works with. */
export interface DataQueueOptions {
  readonly dataDir: string;
  /** What strategies may ask for; nobody else needs them. */
  readonly instruments?: readonly Instrument[];
  /** Whether nothing may change in the folder, not even beside the ledger. */
  readonly untouched?: boolean;
  /** Whom it reads for, for the log, such as `strategies`. */
  readonly whom: string;
  /** Most questions that wait; no bound by default. */
  readonly waitingMax?: number;
  readonly log: Log;
  /** Real time. */
  readonly wall: Clock;
  /** Starts a thread; another one in tests. */
  readonly launch?: (onReport: (report: DataReport) => void) => DataThread;
}

/** Why a question got no answer. */
export interface Refused {
  readonly kind: "refused";
  readonly why: "unreadable" | "late" | "full" | "closing";
}

/** A question that waits for its answer. */
interface Question {
  readonly ask: DataAsk;
  readonly end: number;
  readonly settle: (answer: DataAnswered | Refused) => void;
}

/**
 * Asks a thread of its own, one question after the other. The thread is started
 * by the first question. When it fails, dies or hangs, its question is refused
 * and the next one starts it anew.
 */
export class DataQueue {
  readonly #options: DataQueueOptions;
  readonly #waiting: Question[] = [];
  readonly #closed = Promise.withResolvers<void>();
  #thread: DataThread | undefined;
  /** Whether the thread has been told what to read. */
  #isOpen = false;
  /** The question that the thread has; `over` aborts when nobody waits for it. */
  #asked: { question: Question; over: AbortController } | undefined;
  #isClosing = false;
  /** The trouble that was said last. */
  #said: string | undefined;

  /** Nothing is started yet. */
  constructor(options: DataQueueOptions) {
    this.#options = options;
  }

  /**
   * Returns the answer to a question, or why there is none. Never rejects.
   *
   * @param end When nobody waits any more, on the scale of `performance.now()`
   */
  ask(ask: DataAsk, end: number): Promise<DataAnswered | Refused> {
    return new Promise((settle) => {
      const question = { ask, end, settle };
      if (this.#isClosing) return refuse(question, "closing");
      const { waitingMax = Infinity } = this.#options;
      if (this.#waiting.length >= waitingMax) return refuse(question, "full");
      this.#waiting.push(question);
      this.#next();
    });
  }

  /** Ends the thread; what is still asked is refused. */
  async close(): Promise<void> {
    if (this.#isClosing) return await this.#closed.promise;
    this.#isClosing = true;
    const current = this.#take();
    if (current) refuse(current, "closing");
    for (const each of this.#waiting.splice(0)) refuse(each, "closing");
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
    const question = this.#waiting.shift();
    if (!question) return;
    if (performance.now() >= question.end) {
      refuse(question, "late");
      return this.#next();
    }
    const { wall } = this.#options;
    const over = new AbortController();
    this.#asked = { question, over };
    wall.sleepUntil(wall.now() + WORK_MAX_MS, over.signal).then(() => {
      if (!over.signal.aborted) this.#fail("it took too long", true);
    });
    try {
      this.#ready().post(question.ask);
    } catch (error) {
      this.#fail(errorText(error), true);
    }
  }

  /** Returns the thread, which knows what to read. */
  #ready(): DataThread {
    const { dataDir, instruments = [], untouched = false } = this.#options;
    const { launch = launchWorker } = this.#options;
    if (!this.#thread) {
      const started: DataThread = launch((report) => {
        // What one that was ended has still to say answers nobody's question.
        if (this.#thread === started) this.#hear(report);
      });
      this.#thread = started;
    }
    if (!this.#isOpen) {
      this.#thread.post({ kind: "open", dataDir, instruments, untouched });
    }
    this.#isOpen = true;
    return this.#thread;
  }

  #hear(report: DataReport): void {
    switch (report.kind) {
      case "closed":
        return this.#closed.resolve();
      case "failed":
      case "died":
        return this.#fail(report.reason, report.kind === "died");
      default:
        this.#said = undefined;
        this.#take()?.settle(report);
        this.#next();
    }
  }

  #fail(reason: string, isDead: boolean): void {
    this.#isOpen = false;
    if (isDead) this.#thread = void this.#thread?.end();
    if (this.#isClosing) return this.#closed.resolve();
    if (reason !== this.#said) {
      const { log, whom } = this.#options;
      log.write("error", `Cannot read bars for ${whom}: ${reason}`);
    }
    this.#said = reason;
    const question = this.#take();
    if (question) refuse(question, "unreadable");
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

function refuse({ settle }: Question, why: Refused["why"]): void {
  settle({ kind: "refused", why });
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
