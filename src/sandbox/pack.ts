/**
 * The packer's process: sources come in by stdin, scripts go out by stdout. It
 * parses what may be hostile, so it has no permission by then.
 *
 * @module
 */

import * as esbuild from "esbuild-wasm/esm/browser.js";
import { esbuildOptions, faultOf } from "./pack_options.ts";
import type { StrategySource } from "./bundle.ts";

const PERMISSIONS = ["write", "net", "env", "run", "ffi", "sys", "import"];
const INPUT_MAX = 256 * 1024 * 1024;

for (const name of PERMISSIONS) {
  Deno.permissions.revokeSync({ name } as Deno.PermissionDescriptor);
}
const wasm = await readWasm();
Deno.permissions.revokeSync({ name: "read" });
const sources: StrategySource[] = JSON.parse(await readInput());
await esbuild.initialize({
  wasmModule: await WebAssembly.compile(wasm),
  worker: false,
});
const packed = [];
for (const source of sources) packed.push(await pack(source));
const bytes = new TextEncoder().encode(JSON.stringify(packed));
for (let at = 0; at < bytes.length;) {
  at += Deno.stdout.writeSync(bytes.subarray(at));
}
Deno.exit(0);

async function pack(source: StrategySource) {
  try {
    const { outputFiles } = await esbuild.build(esbuildOptions(source));
    const text = (end: string) =>
      outputFiles.find(({ path }) => path.endsWith(end))?.text ?? "";
    const script = text(".js");
    return hidesRequire(script, source)
      ? { type: "ImportError", message: "require is not there" }
      : { script, map: text(".map") };
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

async function readInput(): Promise<string> {
  const decoder = new TextDecoder();
  let text = "";
  for await (const chunk of Deno.stdin.readable) {
    text += decoder.decode(chunk, { stream: true });
    if (text.length > INPUT_MAX) Deno.exit(1);
  }
  return text + decoder.decode();
}
