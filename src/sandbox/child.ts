import { closeOnExec } from "./close_on_exec.ts";
import { FrameReader } from "./frames.ts";
import type { Launch } from "./launch.ts";
import type { Reply } from "./protocol.ts";
import { parseReply, REPLY_MAX, requestFrame } from "./protocol.ts";

/** Why a process is no more. */
export type Death = "timeout" | "budget" | "memory" | "crashed" | "closed";

/** What comes back for a frame. */
export type Answer = Reply | { readonly kind: "dead"; readonly why: Death };

/** How a strategy's process is started. */
export interface ChildOptions {
  readonly launch: Launch;
  /** Most rows of a symbol that the strategy is given. */
  readonly window: number;
  /** The strategy; it is not run before its first minute. */
  readonly script: string;
  /** All bars that are known, see `MarketFeed.whole()`. */
  readonly market: Uint8Array;
}

/** V8 says with these that its heap is full, or a limit of the system reached. */
const MEMORY_SIGNALS: readonly unknown[] = ["SIGTRAP", "SIGILL", "SIGABRT"];
const PAGE_BYTES = 4096;
/** Most answers are shorter than this. */
const READ_BYTES = 8192;
/** Length of a tick of `/proc/<pid>/stat`, milliseconds. */
const TICK_MS = 10;

const encoder = new TextEncoder();

/**
 * Starts a strategy's process and gives it all that it needs; it says `ready`
 * when it can take a minute.
 *
 * @throws {Error} when the system cannot start it
 */
export function startChild(options: ChildOptions): Child {
  const { launch, window, script, market } = options;
  closeOnExec();
  const process = new Deno.Command(launch.command, {
    args: [...launch.args],
    cwd: "/",
    clearEnv: true,
    env: {
      ...launch.env,
      TZ: "UTC",
      // Both give memory back early: 200 processes are more than one allocator's arenas.
      MALLOC_ARENA_MAX: "1",
      MALLOC_TRIM_THRESHOLD_: "0",
      DENO_NO_UPDATE_CHECK: "1",
    },
    stdin: "piped",
    stdout: "piped",
    stderr: "null",
    // A Ctrl-C in the terminal is for the engine: it lets the minute end.
    detached: true,
  }).spawn();
  sacrifice(process.pid);
  const child = new Child(process);
  void child.send(requestFrame("B", 0, 0, encoder.encode(String(window))));
  void child.send(requestFrame("L", 0, 0, encoder.encode(script)));
  void child.send(requestFrame("W", 0, 0, market));
  return child;
}

/** Lets the kernel end this process before any other when the machine's memory is full. */
function sacrifice(pid: number): void {
  try {
    Deno.writeTextFileSync(`/proc/${pid}/oom_score_adj`, "1000");
  } catch {
    // Not Linux, or it has ended by itself: that is noticed where it is awaited.
  }
}

/** A strategy's process: one frame is answered by one frame. */
export class Child {
  readonly pid: number;
  /** Resolves when the process can take a minute; `false` when it never will. */
  readonly ready: Promise<boolean>;
  /** Resolves when the process has ended. */
  readonly ended: Promise<void>;
  readonly #process: Deno.ChildProcess;
  readonly #input: WritableStreamDefaultWriter<Uint8Array<ArrayBuffer>>;
  #why: Death | undefined;
  #answered: ((answer: Answer) => void) | undefined;
  /** Number of the thread that runs the strategy, once it was looked for. */
  #thread: string | undefined;
  #isStopped = false;
  #cpuMs = 0;
  #lastCpuMs = 0;

  constructor(process: Deno.ChildProcess) {
    this.#process = process;
    this.pid = process.pid;
    this.#input = process.stdin.getWriter();
    this.ready = this.#next().then(({ kind }) => kind === "ready");
    this.ended = this.#listen();
  }

  /** Whether it still runs. */
  get isAlive(): boolean {
    return this.#why === undefined;
  }

  /** Whether it stands still, stopped by `pause()`. */
  get isStopped(): boolean {
    return this.#isStopped;
  }

  /** Sends frames that want no answer; resolves when they have left, or never will. */
  send(bytes: Uint8Array<ArrayBuffer>): Promise<void> {
    // A process that has just died is noticed where its answer is awaited.
    return this.#input.write(bytes).catch(() => {});
  }

  /** Sends a frame and waits for its answer, or for the end of the process. */
  ask(bytes: Uint8Array<ArrayBuffer>): Promise<Answer> {
    const answer = this.#next();
    void this.send(bytes);
    return answer;
  }

  /** Ends the process at once; the first reason stays. */
  kill(why: Death): void {
    if (this.#why !== undefined) return;
    this.noteCpu();
    this.#why = why;
    this.#signal("SIGKILL");
    this.#settle({ kind: "dead", why });
  }

  /** Stops the process where it is; it can be killed all the same. */
  pause(): void {
    this.#isStopped = true;
    this.#signal("SIGSTOP");
  }

  /** Lets the process go on. */
  resume(): void {
    this.#isStopped = false;
    this.#signal("SIGCONT");
  }

  #signal(name: Deno.Signal): void {
    try {
      this.#process.kill(name);
    } catch {
      // It has ended by itself.
    }
  }

  /** Returns the memory that the process holds, bytes; 0 where the system does not tell. */
  memory(): number {
    const [, pages = "0"] = this.#read("statm").split(" ");
    return Number(pages) * PAGE_BYTES;
  }

  /** Looks how much processor time it has used: when it ends by itself, nobody can. */
  noteCpu(): void {
    const usedMs = this.#threadCpuMs();
    if (usedMs > 0) this.#lastCpuMs = usedMs;
  }

  /**
   * Returns the processor time since the last call, milliseconds, of the thread
   * that runs the strategy.
   */
  takeCpuMs(): number {
    if (this.isAlive) this.noteCpu();
    const used = Math.max(this.#lastCpuMs - this.#cpuMs, 0);
    this.#cpuMs = this.#lastCpuMs;
    return used;
  }

  /** Returns the processor time of the whole process, milliseconds, in steps of 10. */
  processCpuMs(): number {
    const stat = this.#read("stat");
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return (Number(fields[11] ?? 0) + Number(fields[12] ?? 0)) * TICK_MS;
  }

  #threadCpuMs(): number {
    this.#thread ??= this.#findThread();
    if (this.#thread === undefined) return this.processCpuMs();
    const [ns] = this.#read(`task/${this.#thread}/schedstat`).split(" ");
    return Number(ns) / 1e6;
  }

  /** Returns the worker's thread by the name that Deno gives it. */
  #findThread(): string | undefined {
    try {
      for (const { name } of Deno.readDirSync(`/proc/${this.pid}/task`)) {
        if (this.#read(`task/${name}/comm`).startsWith("worker-")) return name;
      }
    } catch {
      // Not Linux, or the process has ended.
    }
  }

  #read(file: string): string {
    try {
      return Deno.readTextFileSync(`/proc/${this.pid}/${file}`);
    } catch {
      return ""; // not Linux, or the process has ended
    }
  }

  #next(): Promise<Answer> {
    if (this.#why !== undefined) {
      return Promise.resolve({ kind: "dead", why: this.#why });
    }
    return new Promise((resolve) => {
      this.#answered = resolve;
    });
  }

  #settle(answer: Answer): boolean {
    const answered = this.#answered;
    this.#answered = undefined;
    answered?.(answer);
    return answered !== undefined;
  }

  async #listen(): Promise<void> {
    const reader = new FrameReader(REPLY_MAX);
    try {
      const stdout = this.#process.stdout.getReader({ mode: "byob" });
      // One buffer for all reads: a new one each time is work for the collector.
      let buffer = new Uint8Array(READ_BYTES);
      for (;;) {
        const { value, done } = await stdout.read(buffer);
        if (done || !value) break;
        const frames = reader.push(value);
        if (!frames || !frames.every((each) => this.#take(each))) {
          this.kill("crashed");
          break;
        }
        buffer = new Uint8Array(value.buffer);
      }
      await stdout.cancel();
    } catch {
      this.kill("crashed");
    }
    const { code, signal } = await this.#process.status;
    if (this.#why === undefined) {
      this.#why = code === 133 || MEMORY_SIGNALS.includes(signal)
        ? "memory"
        : "crashed";
    }
    this.#settle({ kind: "dead", why: this.#why });
    await this.#input.abort().catch(() => {});
  }

  /** Hands a frame to whoever waits; `false` when it cannot be read or nobody has asked. */
  #take(bytes: Uint8Array): boolean {
    const reply = this.isAlive ? parseReply(bytes) : undefined;
    return reply !== undefined && this.#settle(reply);
  }
}
