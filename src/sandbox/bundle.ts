import { z } from "zod";
import type { Clock } from "../ports/clock.ts";
import type { CodeFault } from "../ports/registry.ts";
import { frame, FrameReader } from "./frames.ts";
import { type Launch, PACKER_MEMORY_MB } from "./launch.ts";
import { SCRIPT_MAX } from "./pack_options.ts";
import type { PackageFiles } from "./package.ts";

/** A strategy as it is run: one script without imports. */
export interface Bundle {
  readonly script: string;
  /** Source map of the script, JSON text. */
  readonly map: string;
}

/** A strategy's sources. */
export interface StrategySource {
  readonly files: PackageFiles;
  /** The file with the class, without extension: `strategy`. */
  readonly entry: string;
}

/** How {@linkcode strategyPacker} runs. */
export interface PackerOptions {
  readonly launch: Launch;
  /** Real time. */
  readonly wall: Clock;
  /** Longest run, milliseconds; default 20,000. */
  readonly timeoutMs?: number;
  /** Most memory, MB; default 600. */
  readonly memoryMb?: number;
  /** How long a process waits for more strategies, milliseconds; default 0. */
  readonly idleMs?: number;
}

/** Is told of each strategy as soon as it is done: its index, and what came of it. */
export type OnPacked = (index: number, packed: Bundle | CodeFault) => void;

/** Makes scripts of sources, in a process that parses nothing else. */
export interface Packer {
  /** Packs one strategy. */
  pack(source: StrategySource): Promise<Bundle | CodeFault>;
  /** Packs several, in their order; one that hangs or crashes spoils no other. */
  packAll(
    sources: readonly StrategySource[],
    onPacked?: OnPacked,
  ): Promise<(Bundle | CodeFault)[]>;
}

/** A process that packs. */
interface Packing {
  readonly process: Deno.ChildProcess;
  readonly input: WritableStreamDefaultWriter<Uint8Array<ArrayBuffer>>;
  readonly frames: AsyncGenerator<Uint8Array | undefined>;
}

const ANSWER_MAX = 3 * SCRIPT_MAX;
const LOOK_MS = 25;
/** Why there is no answer when nothing else is known. */
const DIED = "it broke the packer; is something in it nested very deep?";

const answer = z.union([
  z.strictObject({
    script: z.string().max(SCRIPT_MAX),
    map: z.string().max(SCRIPT_MAX),
  }),
  z.strictObject({
    type: z.string().max(40),
    message: z.string().max(2000),
  }),
]);

/**
 * Returns a packer. One process packs strategies one after the other; one that
 * hangs or crashes it costs itself, and a new process goes on with the next.
 */
export function strategyPacker(options: PackerOptions): Packer {
  const { wall, idleMs = 0 } = options;
  let spare: { readonly packing: Packing; isOver: AbortController } | undefined;
  let before: Promise<unknown> = Promise.resolve();

  const rest = async (packing: Packing): Promise<void> => {
    const isOver = new AbortController();
    const mine = spare = { packing, isOver };
    await wall.sleepUntil(wall.now() + idleMs, isOver.signal);
    if (spare !== mine) return;
    spare = undefined;
    await end(packing);
  };
  const packList: Packer["packAll"] = async (sources, onPacked) => {
    const packed: (Bundle | CodeFault)[] = [];
    const take = (each: Bundle | CodeFault): void => {
      onPacked?.(packed.length, each);
      packed.push(each);
    };
    while (packed.length < sources.length) {
      const known = spare?.packing;
      spare?.isOver.abort();
      spare = undefined;
      const packing = known ?? start(options);
      const { length } = packed;
      const why = await run(packing, sources.slice(length), options, take);
      if (why === undefined) {
        if (idleMs > 0) void rest(packing);
        else await end(packing);
        continue;
      }
      await end(packing);
      // One that waited may have died of something else.
      if (known && why === DIED && packed.length === length) continue;
      const message = `Cannot pack the strategy: ${why}`;
      // More memory would be asked for again, anything else may have been chance.
      const isTransient = !why.endsWith(" MB");
      take({
        type: "ImportError",
        message,
        ...(isTransient && { isTransient }),
      });
    }
    return packed;
  };
  const packAll: Packer["packAll"] = (sources, onPacked) => {
    const all = before.then(() => packList(sources, onPacked));
    before = all.catch(() => {});
    return all;
  };
  return { packAll, pack: async (source) => (await packAll([source]))[0]! };
}

function start({ launch }: PackerOptions): Packing {
  const process = new Deno.Command(launch.command, {
    args: [...launch.args],
    cwd: "/",
    clearEnv: true,
    env: { ...launch.env, TZ: "UTC", DENO_NO_UPDATE_CHECK: "1" },
    stdin: "piped",
    stdout: "piped",
    stderr: "null",
    detached: true,
  }).spawn();
  // It stays open: its end tells the packer that nobody waits any more.
  const input = process.stdin.getWriter();
  return { process, input, frames: framesOf(process.stdout) };
}

async function end({ process, input, frames }: Packing): Promise<void> {
  kill(process);
  await process.status;
  await input.abort().catch(() => {});
  await frames.return(undefined);
}

function kill(process: Deno.ChildProcess): void {
  try {
    process.kill("SIGKILL");
  } catch {
    // It has ended by itself.
  }
}

/** Has strategies packed; returns why there are no more answers, if there are not. */
async function run(
  { process, input, frames }: Packing,
  sources: readonly StrategySource[],
  { wall, timeoutMs = 20_000, memoryMb = PACKER_MEMORY_MB }: PackerOptions,
  take: (packed: Bundle | CodeFault) => void,
): Promise<string | undefined> {
  const over = new AbortController();
  let until = performance.now() + timeoutMs;
  let why = DIED;
  const stop = (reason: string): void => {
    why = reason;
    kill(process);
  };
  const watch = async (): Promise<void> => {
    while (!over.signal.aborted) {
      await wall.sleepUntil(wall.now() + LOOK_MS, over.signal);
      if (over.signal.aborted) return;
      if (performance.now() > until) {
        stop(`packing it took more than ${timeoutMs / 1000} s`);
      } else if (memoryOf(process.pid) > memoryMb * 1e6) {
        stop(`packing it took more than ${memoryMb} MB`);
      }
    }
  };
  const watching = watch();
  try {
    // One after the other: no text is as large as all teams' sources together.
    for (const source of sources) {
      const bytes = frame(new TextEncoder().encode(JSON.stringify(source)));
      const feed = input.write(bytes).catch(() => {});
      const { value, done } = await frames.next();
      const parsed = value && parseAnswer(value);
      if (!parsed) return done ? why : "what came back is no answer";
      await feed;
      take(parsed);
      until = performance.now() + timeoutMs;
    }
    return undefined;
  } finally {
    over.abort();
    await watching;
  }
}

/** Yields each frame; `undefined` when what comes is none. */
async function* framesOf(
  stream: ReadableStream<Uint8Array>,
): AsyncGenerator<Uint8Array | undefined> {
  const reader = new FrameReader(ANSWER_MAX);
  for await (const bytes of stream) {
    const frames = reader.push(bytes);
    if (!frames) yield undefined;
    else yield* frames;
  }
}

function parseAnswer(bytes: Uint8Array): Bundle | CodeFault | undefined {
  try {
    return answer.safeParse(JSON.parse(new TextDecoder().decode(bytes))).data;
  } catch {
    return undefined;
  }
}

function memoryOf(pid: number): number {
  try {
    const [, pages] = Deno.readTextFileSync(`/proc/${pid}/statm`).split(" ");
    return Number(pages) * 4096;
  } catch {
    return 0; // not Linux, or the process has ended
  }
}
