import { z } from "zod";
import type { Clock } from "../ports/clock.ts";
import type { CodeFault } from "../ports/registry.ts";
import { frame } from "./frames.ts";
import type { Launch } from "./launch.ts";
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

/** Most bytes of a script, of a map, of all that a packer answers for one strategy. */
const SCRIPT_MAX = 5 * 1024 * 1024;
const ANSWER_MAX = 3 * SCRIPT_MAX;
const LOOK_MS = 25;

const answer = z.array(z.union([
  z.strictObject({
    script: z.string().max(SCRIPT_MAX),
    map: z.string().max(SCRIPT_MAX),
  }),
  z.strictObject({
    type: z.string().max(40),
    message: z.string().max(2000),
  }),
]));

/** Returns a packer; each call of it is a process of its own. */
export function strategyPacker(options: PackerOptions): Packer {
  const pack = async (source: StrategySource) => {
    const packed = await runPacker(options, [source]);
    return Array.isArray(packed) ? packed[0]! : packed;
  };
  return {
    pack,
    async packAll(sources) {
      if (sources.length === 0) return [];
      const packed = await runPacker(options, sources);
      if (Array.isArray(packed)) return packed;
      if (sources.length === 1) return [packed];
      const each: (Bundle | CodeFault)[] = [];
      for (const source of sources) each.push(await pack(source));
      return each;
    },
  };
}

/** Returns one answer per source, or what is wrong with all of them together. */
async function runPacker(
  { launch, wall, timeoutMs = 20_000, memoryMb = 600 }: PackerOptions,
  sources: readonly StrategySource[],
): Promise<(Bundle | CodeFault)[] | CodeFault> {
  const process = new Deno.Command(launch.command, {
    args: [...launch.args],
    cwd: "/",
    clearEnv: true,
    env: { ...launch.env, TZ: "UTC", DENO_NO_UPDATE_CHECK: "1" },
    stdin: "piped",
    stdout: "piped",
    stderr: "null",
  }).spawn();
  const over = new AbortController();
  let why = "it could not be packed";
  const end = (reason: string) => {
    why = reason;
    try {
      process.kill("SIGKILL");
    } catch {
      // It has ended by itself.
    }
  };
  const watch = async () => {
    const until = performance.now() + timeoutMs;
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
    const output = await readAll(process.stdout, ANSWER_MAX * sources.length);
    if (output === undefined) end("what it packs to is too large");
    await Promise.all([feed, process.status]);
    await input.abort().catch(() => {});
    const parsed = parseAnswer(output);
    if (parsed?.length === sources.length) return parsed;
    return { type: "ImportError", message: `Cannot pack the strategy: ${why}` };
  } finally {
    over.abort();
    await watching;
  }
}

function parseAnswer(
  output: string | undefined,
): (Bundle | CodeFault)[] | undefined {
  if (output === undefined) return undefined;
  try {
    return answer.safeParse(JSON.parse(output)).data;
  } catch {
    return undefined;
  }
}

async function readAll(
  stream: ReadableStream<Uint8Array>,
  max: number,
): Promise<string | undefined> {
  const decoder = new TextDecoder();
  let text = "";
  let bytes = 0;
  for await (const chunk of stream) {
    bytes += chunk.length;
    if (bytes > max) return undefined;
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}

function memoryOf(pid: number): number {
  try {
    const [, pages] = Deno.readTextFileSync(`/proc/${pid}/statm`).split(" ");
    return Number(pages) * 4096;
  } catch {
    return 0; // not Linux, or the process has ended
  }
}
