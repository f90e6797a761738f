import { frame, FrameReader } from "../src/sandbox/frames.ts";

/** Environment of a strategy's process, as the sandbox sets it. */
const ENV = {
  TZ: "UTC",
  MALLOC_ARENA_MAX: "1",
  MALLOC_TRIM_THRESHOLD_: "0",
  DENO_NO_UPDATE_CHECK: "1",
};

/** A bare process with a worker, see `bare/host.ts`. */
export interface BareProcess {
  readonly pid: number;
  /** Resolves when it has done one millisecond of work. */
  ping(): Promise<void>;
  /** Ends it. */
  end(): Promise<void>;
}

/** Starts a bare process and returns it when its worker runs. */
export async function startBare(
  binary: string,
  rounds: number,
): Promise<BareProcess> {
  const process = new Deno.Command(binary, {
    cwd: "/",
    clearEnv: true,
    env: ENV,
    stdin: "piped",
    stdout: "piped",
    stderr: "null",
  }).spawn();
  const input = process.stdin.getWriter();
  const output = process.stdout.getReader();
  const frames = new FrameReader(1024);
  const payload = new Uint8Array(4);
  new DataView(payload.buffer).setUint32(0, rounds);
  const request = frame(payload);
  const answer = async (): Promise<void> => {
    for (;;) {
      const { value } = await output.read();
      if (value === undefined) throw new Error("Cannot ping: it has ended");
      if (frames.push(value)?.length === 1) return;
    }
  };
  await answer();
  return {
    pid: process.pid,
    async ping() {
      const done = answer();
      await input.write(request);
      await done;
    },
    async end() {
      await output.cancel();
      process.kill("SIGKILL");
      await input.abort().catch(() => {});
      await process.status;
    },
  };
}

/** Works through a list, as many items at once as there are slots. */
export async function inSlots<T>(
  slots: number,
  items: Iterable<T>,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const queue = items[Symbol.iterator]();
  const slot = async () => {
    for (let next = queue.next(); !next.done; next = queue.next()) {
      await work(next.value);
    }
  };
  await Promise.all(Array.from({ length: slots }, slot));
}

/** Pings each process once and returns the milliseconds that each took. */
export async function pingAll(
  processes: readonly BareProcess[],
  slots: number,
): Promise<number[]> {
  const times: number[] = [];
  await inSlots(slots, processes, async (process) => {
    const started = performance.now();
    await process.ping();
    times.push(performance.now() - started);
  });
  return times;
}

/**
 * Returns the memory that processes hold, megabytes (1e6 bytes) each on the
 * average; what they share is divided among them (PSS).
 */
export function meanPssMb(pids: readonly number[]): number {
  let kilobytes = 0;
  for (const pid of pids) {
    const text = Deno.readTextFileSync(`/proc/${pid}/smaps_rollup`);
    kilobytes += Number(/^Pss:\s+(\d+) kB$/m.exec(text)?.[1]);
  }
  return kilobytes * 1024 / 1e6 / pids.length;
}

/** Returns the processor time that processes have used, milliseconds, in steps of 10 each. */
export function cpuMs(pids: Iterable<number>): number {
  let ticks = 0;
  for (const pid of pids) {
    const text = Deno.readTextFileSync(`/proc/${pid}/stat`);
    const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
    ticks += Number(fields[11]) + Number(fields[12]);
  }
  return ticks * 10;
}
