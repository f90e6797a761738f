import * as esbuild from "esbuild-wasm/esm/browser.js";
import { startEsbuild } from "./minify.ts";

/** The modules that a strategy may import, and the file of each in `src/sdk`. */
export const SDK_MODULES = {
  "qtc": "qtc",
  "qtc/indicators": "indicators",
  "qtc/stats": "stats",
} as const;

/** Why a reader should not change what was made. */
const HEAD = `// deno-fmt-ignore-file
// deno-lint-ignore-file
// Made from QTC's sources; changes here change nothing for the server.
`;

/** Who wrote what is inside besides. */
const NOTICE =
  "// Contains parts of trading-signals, MIT License, Copyright (c) 2020 Benny Neugebauer\n";

/**
 * Returns each module of the SDK as one file of JavaScript that imports nothing:
 * text by file name, such as `indicators.js`.
 *
 * @param sources URL of the folder with the SDK's sources
 */
export async function sdkModules(
  sources: URL,
): Promise<Record<string, string>> {
  await startEsbuild();
  const texts: Record<string, string> = {};
  for (const name of Object.values(SDK_MODULES)) {
    const entry = new URL(`${name}.ts`, sources).href;
    const { outputFiles } = await esbuild.build({
      entryPoints: [entry],
      bundle: true,
      write: false,
      outfile: `${name}.js`,
      format: "esm",
      platform: "neutral",
      target: "esnext",
      charset: "utf8",
      legalComments: "none",
      logLevel: "silent",
      tsconfigRaw: "{}",
      plugins: [files],
    });
    // Where each part was is of no use to others, and differs from machine to machine.
    const code = outputFiles[0]!.text.replace(/^\/\/ .*\n/gm, "");
    const usesPackage = code.includes("TechnicalIndicator");
    texts[`${name}.js`] = HEAD + (usesPackage ? NOTICE : "") + code;
  }
  return texts;
}

/** Reads modules by their URL; packages as Deno finds them. */
const files: esbuild.Plugin = {
  name: "files",
  setup(build) {
    build.onResolve({ filter: /.*/ }, ({ path, importer, kind }) => ({
      path: kind === "entry-point"
        ? path
        : path.startsWith(".")
        ? new URL(path, importer).href
        : import.meta.resolve(path),
      namespace: "file-url",
      sideEffects: false,
    }));
    build.onLoad({ filter: /.*/ }, async ({ path }) => ({
      contents: await Deno.readTextFile(new URL(path)),
      loader: path.endsWith(".ts") ? "ts" : "js",
    }));
  },
};
