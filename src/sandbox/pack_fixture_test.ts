import * as esbuild from "esbuild-wasm/esm/browser.js";
import type { CodeFault } from "../ports/registry.ts";
import type { Bundle, StrategySource } from "./bundle.ts";
import type { SdkModules } from "./pack_options.ts";
import { packSource } from "./pack_source.ts";

/** The compiler keeps timers of its own. */
export const LOOSE = { sanitizeOps: false, sanitizeResources: false };
const SDK: SdkModules = Object.fromEntries(
  ["qtc", "qtc/indicators", "qtc/stats"].map((name) => {
    const file = `../sdk/dist/${name.replace("qtc/", "")}.js`;
    return [name, Deno.readTextFileSync(new URL(file, import.meta.url))];
  }),
);
let ready: Promise<void> | undefined;

/** Packs sources in this process: starting one for each test takes seconds. */
export async function packOne(
  source: StrategySource,
): Promise<Bundle | CodeFault> {
  const wasm = new URL(import.meta.resolve("esbuild-wasm/esbuild.wasm"));
  ready ??= Deno.readFile(wasm).then((bytes) => WebAssembly.compile(bytes))
    .then((wasmModule) => esbuild.initialize({ wasmModule, worker: false }));
  await ready;
  return await packSource(source, SDK);
}

/** Packs each text as strategy.ts, or the file named, beside two others. */
export async function pack(texts: readonly string[], name = "strategy.ts") {
  const packed: (Bundle | CodeFault)[] = [];
  for (const text of texts) {
    const files = {
      [name]: `${text}\nexport class S {}`,
      "rules.ts": "export const x = 1;",
      "lib/index.ts": "export const y = 2;",
    };
    packed.push(await packOne({ entry: "strategy", files }));
  }
  return packed;
}
