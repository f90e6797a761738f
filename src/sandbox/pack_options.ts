import type { BuildOptions, Message, Plugin } from "esbuild-wasm";
import type { CodeFault } from "../ports/registry.ts";
import type { StrategySource } from "./bundle.ts";
import type { PackageFiles } from "./package.ts";

/** Most characters of a packed script, and of its map. */
export const SCRIPT_MAX = 5 * 1024 * 1024;
const MESSAGE_MAX = 1800;

/** What esbuild merely mentions and a sandbox cannot allow. */
const REFUSED = [
  "unsupported-dynamic-import",
  "unsupported-require-call",
  "indirect-require",
  "empty-import-meta",
  "direct-eval",
] as const;

/** Returns how esbuild packs a strategy: into one script that imports nothing. */
export function esbuildOptions(
  { files, entry }: StrategySource,
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
    // Whatever else happens, no import() is ever printed.
    supported: { "dynamic-import": false, "import-meta": false },
    logOverride: Object.fromEntries(REFUSED.map((id) => [id, "error"])),
    plugins: [packageOnly(files, entry)],
  };
}

/** Resolves files of the package and nothing else. */
function packageOnly(files: PackageFiles, entry: string): Plugin {
  return {
    name: "package",
    setup(build) {
      build.onResolve({ filter: /.*/ }, ({ path, kind, importer }) => {
        if (kind === "entry-point") {
          const found = resolve(files, entry);
          return found !== undefined
            ? { path: found, namespace: "strategy" }
            : {
              errors: [{ text: `there is no file ${entry}.ts or ${entry}.js` }],
            };
        }
        const refused = refusal(path, kind);
        if (refused !== undefined) return { errors: [{ text: refused }] };
        const found = resolve(files, join(importer, path));
        return found !== undefined ? { path: found, namespace: "strategy" } : {
          errors: [{
            text: `"${path}" is not a file of the strategy's folder`,
          }],
        };
      });
      build.onLoad(
        { filter: /.*/, namespace: "strategy" },
        ({ path }) => ({
          contents: files[path] ?? "",
          loader: path.endsWith(".ts") ? "ts" : "js",
        }),
      );
    },
  };
}

/** Says why something must not be imported, and what to do instead. */
function refusal(path: string, kind: string): string | undefined {
  if (kind === "dynamic-import") {
    return "import() is not there: use an import statement at the top of the file";
  }
  if (kind === "require-call" || kind === "require-resolve") {
    return "require() is not there: use an import statement at the top of the file";
  }
  if (kind !== "import-statement") return `${kind} is not there`;
  if (path === "qtc") {
    return '"qtc" has types only: write import type { … } from "qtc"';
  }
  if (path.startsWith("qtc/")) {
    return `"${path}" is not in this version: copy what you need of it into your folder`;
  }
  if (!path.startsWith("./") && !path.startsWith("../")) {
    return `cannot import "${path}": only files of the strategy's own folder, such as "./rules.ts"`;
  }
  return undefined;
}

function resolve(files: PackageFiles, path: string): string | undefined {
  return [path, `${path}.ts`, `${path}.js`].find((name) =>
    Object.hasOwn(files, name)
  );
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

/** What to write instead of what esbuild has mentioned. */
const INSTEAD: Readonly<Record<string, string>> = {
  "unsupported-dynamic-import":
    "import() is not there: use an import statement at the top of the file",
  "unsupported-require-call":
    "require() is not there: use an import statement at the top of the file",
  "indirect-require":
    "require is not there: use an import statement at the top of the file",
  "empty-import-meta": "import.meta is not there",
  "direct-eval": "eval() is not there",
};

/** Returns what is wrong, with file, line and column, from what esbuild has thrown. */
export function faultOf(error: unknown): CodeFault {
  const errors = (error as { errors?: readonly Message[] }).errors;
  const first = errors?.[0];
  if (!first) {
    return {
      type: "ImportError",
      message: `Cannot pack the strategy: ${
        String(error).slice(0, MESSAGE_MAX)
      }`,
    };
  }
  const { location, text, pluginName, id } = first;
  const place = location
    ? ` (${location.file.replace(/^strategy:/, "")}:${location.line}:${
      location.column + 1
    })`
    : "";
  const more = errors.length > 1 ? `, and ${errors.length - 1} more` : "";
  const isSyntax = pluginName === "" && INSTEAD[id] === undefined &&
    !text.startsWith("No matching export");
  return {
    type: isSyntax ? "SyntaxError" : "ImportError",
    message: `${(INSTEAD[id] ?? text).slice(0, MESSAGE_MAX)}${place}${more}`,
  };
}
