import type { Bundle } from "./bundle.ts";
import { placeOf } from "./source_map.ts";

/**
 * Returns where a strategy's generate_signal() stands in the team's source,
 * `file:line:column`; its class, or the beginning of its file, when it cannot be
 * found. For a message, not for a verdict: the script is searched, not parsed.
 *
 * @param entryPoint File without extension and class
 */
export function placeOfMethod(bundle: Bundle, entryPoint: string): string {
  const { script } = bundle;
  const [file = "", name = ""] = entryPoint.split(":");
  // The file of the entry point comes last, after all that it imports.
  const begin = Math.max(0, fileStart(script, file));
  const inside = localName(script, name);
  const made = [
    `class ${inside} `,
    `${inside} = class `,
    `function ${inside}(`,
  ];
  const at = Math.max(...made.map((text) => script.indexOf(text, begin)));
  const found = at < 0 ? at : methodAfter(script, at) ?? at;
  return (found < 0 ? undefined : placeAt(bundle, found)) ??
    `${entryFile(script, file)}:1:1`;
}

/** Returns the names that the entry point's file exports, in order. */
export function exportedNames({ script }: Bundle): string[] {
  const begin = script.indexOf(EXPORTS);
  if (begin < 0) return [];
  const list = script.slice(begin, script.indexOf("});", begin));
  return [...list.matchAll(/^ {4}([^\s:]+): \(\) => /gm)].map(([, name]) =>
    name!.replaceAll('"', "")
  );
}

/** How the packer writes down what a script exports. */
const EXPORTS = "__export(strategy_exports, {";

/** Places that are looked at: hostile scripts may be full of them. */
const LOOKS_MAX = 1000;

/** Returns where the next method of that name begins, at the beginning of a line. */
function methodAfter(script: string, begin: number): number | undefined {
  const names = script.slice(begin).matchAll(/generate_?[sS]ignal\b/g);
  for (const { index } of names.take(LOOKS_MAX)) {
    const at = begin + index;
    // So many characters and no more: a line may have millions.
    const before = script.slice(Math.max(0, at - 60), at);
    if (/\n +(async )?\*?$/.test(before)) return at;
  }
  return undefined;
}

/** Returns the name that an exported class has inside. */
function localName(script: string, name: string): string {
  const begin = script.indexOf(
    `\n    ${name}: () => `,
    script.indexOf(EXPORTS),
  );
  if (begin < 0) return name;
  return /=> ([\w$]+)/.exec(script.slice(begin, begin + 1000))?.[1] ?? name;
}

function fileStart(script: string, file: string): number {
  return script.lastIndexOf(`\n  // strategy:${file}.`);
}

function entryFile(script: string, file: string): string {
  const start = fileStart(script, file);
  const found = /\/\/ strategy:(.*)/.exec(script.slice(Math.max(0, start)));
  return start < 0 ? `${file}.ts` : found?.[1] ?? `${file}.ts`;
}

function placeAt({ script, map }: Bundle, offset: number): string | undefined {
  const before = script.slice(0, offset).split("\n");
  const column = (before.at(-1) ?? "").length + 1;
  return placeOf(`    at strategy.js:${before.length}:${column}`, map);
}
