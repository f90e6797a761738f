import * as esbuild from "esbuild-wasm/esm/browser.js";

let ready: Promise<void> | undefined;

/**
 * Returns a module without white space and with short names. The syntax stays: `deno bundle --minify` rewrites it too, and
 * thereby drops every `using` of a variable that is used once, so that files and databases are never closed.
 */
export async function minify(code: string): Promise<string> {
  await startEsbuild();
  const { code: short } = await esbuild.transform(code, {
    minifyWhitespace: true,
    minifyIdentifiers: true,
    legalComments: "none",
    charset: "utf8",
    target: "esnext",
  });
  return short;
}

/** Starts the compiler, once. */
export function startEsbuild(): Promise<void> {
  return ready ??= start();
}

async function start(): Promise<void> {
  const wasm = new URL(import.meta.resolve("esbuild-wasm/esbuild.wasm"));
  await esbuild.initialize({
    wasmModule: await WebAssembly.compile(await Deno.readFile(wasm)),
    worker: false,
  });
}
