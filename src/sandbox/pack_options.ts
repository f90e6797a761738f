import type { BuildOptions, OnResolveResult, Plugin } from "esbuild-wasm";
import type { StrategySource } from "./bundle.ts";
import { LOG_LEVELS, refusal } from "./pack_fault.ts";
import type { PackageFiles } from "./package.ts";

/** Most characters of a packed script, and of its map. */
export const SCRIPT_MAX = 5 * 1024 * 1024;

/** The modules of the SDK: JavaScript that imports nothing, by its name, such as `qtc/stats`. */
export type SdkModules = Readonly<Record<string, string>>;

/** Returns how esbuild packs a strategy: into one script that imports nothing. */
export function esbuildOptions(
  { files, entry }: StrategySource,
  sdk: SdkModules,
): BuildOptions & { write: false } {
  return {
    entryPoints: [entry],
    bundle: true,
    write: false,
    outfile: "strategy.js",
    format: "iife",
    globalName: "strategy",
    platform: "neutral",
    target: "esnext",
    charset: "utf8",
    sourcemap: "external",
    sourcesContent: false,
    legalComments: "none",
    logLevel: "silent",
    logLimit: 5,
    tsconfigRaw: "{}",
    supported: {
      // Whatever else happens, no import() is ever printed.
      "dynamic-import": false,
      "import-meta": false,
      // V8 has none.
      decorators: false,
    },
    logOverride: LOG_LEVELS,
    plugins: [packageOnly(files, sdk)],
  };
}

/** Resolves the SDK's modules, files of the package, and nothing else. */
function packageOnly(files: PackageFiles, sdk: SdkModules): Plugin {
  const resolved = (path: string, importer: string, kind: string) => {
    if (kind === "entry-point") {
      const found = find(files, path);
      return found ?? fault(`there is no file ${path}.ts or ${path}.js`);
    }
    if (kind === "import-statement" && Object.hasOwn(sdk, path)) {
      // Unused parts of it are left out.
      return { path, namespace: "sdk", sideEffects: false };
    }
    const refused = refusal(path, kind, Object.keys(sdk));
    if (refused !== undefined) return fault(refused);
    const target = join(importer, path);
    const close = closest(files, target);
    return find(files, target) ?? fault(
      `"${path}" is not a file of the strategy's folder` +
        (close === undefined ? "" : `: there is ${close}`),
    );
  };
  return {
    name: "package",
    setup(build) {
      build.onResolve(
        { filter: /.*/ },
        ({ path, importer, kind }) => resolved(path, importer, kind),
      );
      build.onLoad({ filter: /.*/, namespace: "strategy" }, ({ path }) => ({
        // A line that names an interpreter would stay, where it is no comment.
        contents: (files[path] ?? "").replace(/^#!/, "//"),
        loader: path.endsWith(".ts") ? "ts" : "js",
      }));
      build.onLoad({ filter: /.*/, namespace: "sdk" }, ({ path }) => ({
        contents: sdk[path] ?? "",
        loader: "js",
      }));
    },
  };
}

function fault(text: string): OnResolveResult {
  return { errors: [{ text }] };
}

function find(files: PackageFiles, path: string): OnResolveResult | undefined {
  const found = [path, `${path}.ts`, `${path}.js`].find((name) =>
    Object.hasOwn(files, name)
  );
  return found === undefined
    ? undefined
    : { path: found, namespace: "strategy" };
}

/** Returns the file that may have been meant: another ending, other capitals, an index. */
function closest(files: PackageFiles, path: string): string | undefined {
  const plain = (name: string) =>
    name.toLowerCase().replace(/(\/index)?(\.[jt]s)?$/, "");
  return Object.keys(files).find((name) => plain(name) === plain(path));
}

function join(importer: string, path: string): string {
  const parts = importer.split("/").slice(0, -1);
  for (const part of path.split("/")) {
    if (part === "..") {
      if (parts.pop() === undefined) return "";
    } else if (part !== ".") parts.push(part);
  }
  return parts.join("/");
}
