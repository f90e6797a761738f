/**
 * The packer's process: sources come in by a frame on stdin, scripts go out by
 * stdout. What it parses may be hostile, so it has no permission by then, and it
 * does it in a worker: the main thread ends everything as soon as its input
 * ends, also while the worker is busy.
 *
 * @module
 */

import * as esbuild from "esbuild-wasm/esm/browser.js";
import type { StrategySource } from "./bundle.ts";
import { frame, FrameReader } from "./frames.ts";
import { esbuildOptions, faultOf, SCRIPT_MAX } from "./pack_options.ts";

/** What the main thread hands to the worker. */
interface Work {
  readonly wasm: Uint8Array<ArrayBuffer>;
  /** {@linkcode StrategySource}s as JSON text. */
  readonly sources: Uint8Array;
}

/** The worker's own global, which the types of a window do not describe. */
interface WorkerScope {
  onmessage: (event: MessageEvent<Work>) => void;
  postMessage(message: Uint8Array): void;
}

const PERMISSIONS = ["write", "net", "env", "run", "ffi", "sys", "import"];
const INPUT_MAX = 256 * 1024 * 1024;

if ("DedicatedWorkerGlobalScope" in globalThis) packAll();
else await relay();

async function relay(): Promise<void> {
  for (const name of PERMISSIONS) {
    Deno.permissions.revokeSync({ name } as Deno.PermissionDescriptor);
  }
  const wasm = await readWasm();
  const worker = new Worker(import.meta.url, {
    type: "module",
    deno: { permissions: "none" },
  });
  worker.onmessage = ({ data }: MessageEvent<Uint8Array>) => {
    if (data.length === 0) Deno.exit(0);
    for (let at = 0; at < data.length;) {
      at += Deno.stdout.writeSync(data.subarray(at));
    }
  };
  worker.onerror = (event) => {
    event.preventDefault();
    Deno.exit(1);
  };
  const reader = new FrameReader(INPUT_MAX);
  for await (const bytes of Deno.stdin.readable) {
    const frames = reader.push(bytes);
    if (!frames) Deno.exit(1);
    for (const sources of frames) worker.postMessage({ wasm, sources });
  }
  Deno.exit(0); // nobody waits any more
}

function packAll(): void {
  const scope = globalThis as unknown as WorkerScope;
  scope.onmessage = async ({ data: { wasm, sources } }) => {
    await esbuild.initialize({
      wasmModule: await WebAssembly.compile(wasm),
      worker: false,
    });
    const list: StrategySource[] = JSON.parse(
      new TextDecoder().decode(sources),
    );
    for (const source of list) {
      const text = JSON.stringify(await pack(source));
      scope.postMessage(frame(new TextEncoder().encode(text)));
    }
    scope.postMessage(new Uint8Array());
  };
}

async function pack(source: StrategySource) {
  try {
    const { outputFiles } = await esbuild.build(esbuildOptions(source));
    const text = (end: string) =>
      outputFiles.find(({ path }) => path.endsWith(end))?.text ?? "";
    const script = text(".js");
    const map = text(".map");
    if (script.length > SCRIPT_MAX || map.length > SCRIPT_MAX) {
      const most = SCRIPT_MAX / 1024 / 1024;
      return {
        type: "ImportError",
        message: `the packed script or its map has more than ${most} MB`,
      };
    }
    return hidesRequire(script, source)
      ? { type: "ImportError", message: "require is not there" }
      : { script, map };
  } catch (error) {
    return faultOf(error);
  }
}

/** Whether esbuild has put in its own `require`, for what it did not call one. */
function hidesRequire(script: string, { files }: StrategySource): boolean {
  const mark = 'Dynamic require of "';
  return script.includes(mark) &&
    !Object.values(files).some((text) => text.includes(mark));
}

/** Returns the compiler: embedded in the binary, or from the package beside the sources. */
async function readWasm(): Promise<Uint8Array<ArrayBuffer>> {
  if (!import.meta.url.endsWith(".ts")) {
    const file = await Deno.open(new URL("./esbuild.wasm.gz", import.meta.url));
    const plain = file.readable.pipeThrough(new DecompressionStream("gzip"));
    return new Uint8Array(await new Response(plain).arrayBuffer());
  }
  return await Deno.readFile(
    new URL(import.meta.resolve("esbuild-wasm/esbuild.wasm")),
  );
}
