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
import type { SdkModules } from "./pack_options.ts";
import { packSource } from "./pack_source.ts";

/** What the main thread hands to the worker: first what it packs with, then sources. */
type Work =
  | { readonly wasm: Uint8Array<ArrayBuffer>; readonly sdk: SdkModules }
  /** A {@linkcode StrategySource} as JSON text. */
  | { readonly source: Uint8Array };

/** The worker's own global, which the types of a window do not describe. */
interface WorkerScope {
  onmessage: (event: MessageEvent<Work>) => void;
  postMessage(message: Uint8Array): void;
}

const PERMISSIONS = ["write", "net", "env", "run", "ffi", "sys", "import"];
/** The modules of the SDK, and where their text is. */
const SDK_FILES = {
  "qtc": "qtc.js",
  "qtc/indicators": "indicators.js",
  "qtc/stats": "stats.js",
};
const IS_BINARY = !import.meta.url.endsWith(".ts");
/** Longest frame, bytes: a strategy's files and their names, where JSON writes six characters for one. */
const INPUT_MAX = 32 * 1024 * 1024;

if ("DedicatedWorkerGlobalScope" in globalThis) packAll();
else await relay();

async function relay(): Promise<void> {
  for (const name of PERMISSIONS) {
    Deno.permissions.revokeSync({ name } as Deno.PermissionDescriptor);
  }
  const worker = new Worker(import.meta.url, {
    type: "module",
    deno: { permissions: "none" },
  });
  worker.onmessage = ({ data }: MessageEvent<Uint8Array>) => {
    for (let at = 0; at < data.length;) {
      at += Deno.stdout.writeSync(data.subarray(at));
    }
  };
  worker.onerror = (event) => {
    event.preventDefault();
    Deno.exit(1);
  };
  // Before anything is asked: a packer that waits is one that has compiled it.
  const [wasm, sdk] = await Promise.all([readWasm(), readSdk()]);
  worker.postMessage({ wasm, sdk }, [wasm.buffer]);
  const reader = new FrameReader(INPUT_MAX);
  for await (const bytes of Deno.stdin.readable) {
    const frames = reader.push(bytes);
    if (!frames) Deno.exit(1);
    for (const source of frames) worker.postMessage({ source });
  }
  Deno.exit(0); // nobody waits any more
}

function packAll(): void {
  const scope = globalThis as unknown as WorkerScope;
  let ready: Promise<void> | undefined;
  let sdk: SdkModules = {};
  scope.onmessage = async ({ data }) => {
    if ("wasm" in data) {
      sdk = data.sdk;
      ready = WebAssembly.compile(data.wasm).then((wasmModule) =>
        esbuild.initialize({ wasmModule, worker: false })
      );
      return;
    }
    await ready;
    const source: StrategySource = JSON.parse(
      new TextDecoder().decode(data.source),
    );
    const text = JSON.stringify(await packSource(source, sdk));
    scope.postMessage(frame(new TextEncoder().encode(text)));
  };
}

/** Returns the compiler: embedded in the binary, or from the package beside the sources. */
async function readWasm(): Promise<Uint8Array<ArrayBuffer>> {
  return IS_BINARY ? await readGzip("./esbuild.wasm.gz") : await Deno.readFile(
    new URL(import.meta.resolve("esbuild-wasm/esbuild.wasm")),
  );
}

/** Returns the SDK's modules, the same in the binary and beside the sources. */
async function readSdk(): Promise<SdkModules> {
  const folder = "src/sdk/dist/";
  const embedded: Record<string, string> = IS_BINARY
    ? JSON.parse(
      new TextDecoder().decode(await readGzip("./assets.json.gz")),
    )
    : {};
  const modules = Object.entries(SDK_FILES).map(async ([name, file]) =>
    [
      name,
      embedded[folder + file] ?? await Deno.readTextFile(
        new URL(`../../${folder}${file}`, import.meta.url),
      ),
    ] as const
  );
  return Object.fromEntries(await Promise.all(modules));
}

async function readGzip(name: string): Promise<Uint8Array<ArrayBuffer>> {
  const file = await Deno.open(new URL(name, import.meta.url));
  const plain = file.readable.pipeThrough(new DecompressionStream("gzip"));
  return new Uint8Array(await new Response(plain).arrayBuffer());
}
