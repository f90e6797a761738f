import { originalPositionFor, TraceMap } from "@jridgewell/trace-mapping";
import type { Message } from "esbuild-wasm";
import * as esbuild from "esbuild-wasm/esm/browser.js";
import type { CodeFault } from "../ports/registry.ts";
import type { Bundle, StrategySource } from "./bundle.ts";
import { faultOf, JSX_TEXT, REQUIRE_REFUSED } from "./pack_fault.ts";
import { esbuildOptions, SCRIPT_MAX, type SdkModules } from "./pack_options.ts";

/**
 * Makes one script of a strategy's sources, or says what is wrong with them.
 *
 * @throws {RangeError} when they break esbuild, which cannot be used any more
 */
export async function packSource(
  source: StrategySource,
  sdk: SdkModules,
): Promise<Bundle | CodeFault> {
  let outputFiles;
  try {
    ({ outputFiles } = await esbuild.build(esbuildOptions(source, sdk)));
  } catch (error) {
    // Not a mistake that esbuild has found but its own end, and everything after
    // it would fail as well: the process has to go.
    if (!("errors" in Object(error))) throw error;
    return faultOf(await namingJsx(error, source));
  }
  const text = (end: string) =>
    outputFiles.find(({ path }) => path.endsWith(end))?.text ?? "";
  const bundle = { script: text(".js"), map: text(".map") };
  if (Math.max(bundle.script.length, bundle.map.length) > SCRIPT_MAX) {
    const most = SCRIPT_MAX / 1024 / 1024;
    return {
      type: "ImportError",
      message: `the packed script or its map has more than ${most} MB`,
    };
  }
  return hiddenRequire(bundle, source) ?? bundle;
}

/** Says JSX where a TypeScript file would be right if it could have it. */
async function namingJsx(
  error: unknown,
  { files }: StrategySource,
): Promise<unknown> {
  const [first, ...rest] = (error as { errors?: Message[] }).errors ?? [];
  const file = first?.location?.file.replace(/^strategy:/, "") ?? "";
  const text = files[file] ?? "";
  if (!first || !file.endsWith(".ts") || await parses(text, "ts")) return error;
  if (!await parses(text, "tsx")) return error; // wrong either way
  return { errors: [{ ...first, text: JSX_TEXT }, ...rest] };
}

async function parses(text: string, loader: "ts" | "tsx"): Promise<boolean> {
  const options = { loader, jsx: "preserve", logLevel: "silent" } as const;
  return await esbuild.transform(text, options).then(() => true, () => false);
}

/** What ends a line for esbuild, as in JavaScript. */
const LINE_END = /\r\n|[\n\r\u2028\u2029]/;
/** What is left of a `require`: esbuild's own in its place, or one that is perhaps called. */
const LEFT = /(?<![.#\w$])(?:__require\b|require\?\.\()/g;

/**
 * Finds uses of `require` that esbuild does not name: it serves them with a
 * function of its own, or leaves them. Where one stands in a text, the map leads
 * to the start of the text and not to the word.
 */
function hiddenRequire(
  { script, map }: Bundle,
  { files }: StrategySource,
): CodeFault | undefined {
  if (script.search(LEFT) < 0) return undefined;
  const trace = new TraceMap(map);
  let near = "";
  for (const [row, text] of script.split("\n").entries()) {
    for (const { index } of text.matchAll(LEFT)) {
      const found = originalPositionFor(trace, {
        line: row + 1,
        column: index,
      });
      const file = found.source?.replace(/^strategy:/, "") ?? "";
      const line = files[file]?.split(LINE_END)[(found.line ?? 0) - 1] ?? "";
      const place = ` (${file}:${found.line}:${(found.column ?? 0) + 1})`;
      if (line.startsWith("require", found.column ?? 0)) {
        return { type: "ImportError", message: `${REQUIRE_REFUSED}${place}` };
      }
      if (near === "" && line !== "") near = place;
    }
  }
  const start = script.search(/^ *\/\/ (?:strategy|sdk):/m);
  return script.slice(0, start).includes("var __require")
    ? { type: "ImportError", message: `${REQUIRE_REFUSED}${near}` }
    : undefined;
}
