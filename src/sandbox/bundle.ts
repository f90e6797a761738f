import { z } from "zod";
import type { Clock } from "../ports/clock.ts";
import type { CodeFault } from "../ports/registry.ts";
import { frame, FrameReader } from "./frames.ts";
import type { Launch } from "./launch.ts";
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
}

/** Makes scripts of sources, in a process that parses nothing else. */
export interface Packer {
  /** Packs one strategy. */
  pack(source: StrategySource): Promise<Bundle | CodeFault>;
  /** Packs several, in their order; one that hangs or crashes spoils no other. */
  packAll(sources: readonly StrategySource[]): Promise<(Bundle | CodeFault)[]>;
}

const ANSWER_MAX = 3 * SCRIPT_MAX;
const LOOK_MS = 25;

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
  const packAll = async (
    sources: readonly StrategySource[],
  ): Promise<(Bundle | CodeFault)[]> => {
    const packed: (Bundle | CodeFault)[] = [];
    while (packed.length < sources.length) {
      const { answers, why } = await runPacker(
        options,
        sources.slice(packed.length),
      );
      packed.push(...answers);
      if (packed.length < sources.length) {
        const message = `Cannot pack the strategy: ${why}`;
        packed.push({ type: "ImportError", message });
      }
    }
    return packed;
  };
  return { packAll, pack: async (source) => (await packAll([source]))[0]! };
}

/** Returns the answers of one process, in order, and why there are no more. */
async function runPacker(
  { launch, wall, timeoutMs = 20_000, memoryMb = 600 }: PackerOptions,
  sources: readonly StrategySource[],
): Promise<{ answers: (Bundle | CodeFault)[]; why: string }> {
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
  const over = new AbortController();
  const answers: (Bundle | CodeFault)[] = [];
  let until = performance.now() + timeoutMs;
  let why = "it could not be packed";
  const end = (reason: string): void => {
    why = reason;
    try {
      process.kill("SIGKILL");
    } catch {
      // It has ended by itself.
    }
  };
  const watch = async (): Promise<void> => {
    while (!over.signal.aborted) {
      await wall.sleepUntil(wall.now() + LOOK_MS, over.signal);
      if (over.signal.aborted) return;
      if (performance.now() > until) {
        end(`packing it took more than ${timeoutMs / 1000} s`);
      } else if (memoryOf(process.pid) > memoryMb * 1e6) {
        end(`packing it took more than ${memoryMb} MB`);
      }
    }
  };
  const watching = watch();
  try {
    // It stays open: its end tells the packer that nobody waits any more.
    const input = process.stdin.getWriter();
    const bytes = frame(new TextEncoder().encode(JSON.stringify(sources)));
    const feed = input.write(bytes).catch(() => {});
    for await (const each of framesOf(process.stdout)) {
      const parsed = each && parseAnswer(each);
      if (!parsed || answers.length === sources.length) {
        end("what came back is no answer");
        break;
      }
      answers.push(parsed);
      until = performance.now() + timeoutMs;
    }
    await Promise.all([feed, process.status]);
    await input.abort().catch(() => {});
    return { answers, why };
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
