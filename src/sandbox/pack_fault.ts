import type { Message } from "esbuild-wasm";
import type { CodeFault } from "../ports/registry.ts";

const MESSAGE_MAX = 1800;

/** What is said of a `require` that is no call. */
export const REQUIRE_REFUSED =
  "require is not there: use an import statement at the top of the file";

/** What esbuild says of JSX in JavaScript; in TypeScript it stumbles somewhere inside. */
export const JSX_TEXT = "The JSX syntax extension is not currently enabled";

/** What esbuild merely mentions and a sandbox cannot allow, and what to do instead. */
const REFUSED: Readonly<Record<string, string>> = {
  "unsupported-dynamic-import":
    "import() is not there: use an import statement at the top of the file",
  "unsupported-require-call":
    "require() is not there: use an import statement at the top of the file",
  "indirect-require": REQUIRE_REFUSED,
  "empty-import-meta":
    "import.meta is not there: a strategy becomes one script without an address",
  "direct-eval": "eval() is not there: write out what it would run",
  "commonjs-variable-in-esm":
    "module and exports are not there: write export in front of the class",
};

/** How esbuild's other messages begin, and what is said instead; `$1` as in `replace()`. */
const SAID: readonly (readonly [RegExp, string])[] = [
  [
    /^Top-level await .*/,
    "await is not there at the top of a file: use it inside generate_signal(), which may be async",
  ],
  [
    new RegExp(`^${JSX_TEXT}.*`),
    "JSX is not there: a strategy answers with signals, written as objects",
  ],
  [
    /^No matching export in "sdk:(.*)" for import "default"/,
    '"$1" has no default export: import { … } from "$1" by name',
  ],
  [
    /^No matching export in "sdk:(.*)" for import "(.*)"/,
    '"$1" has no "$2" that can be used as a value; qtc.d.ts lists what there is',
  ],
  [
    /^No matching export in "strategy:(.*)" for import "default"/,
    '"$1" has no default export: import { … } by name',
  ],
  [
    /^No matching export in "strategy:(.*)" for import "(.*)"/,
    '"$1" exports no "$2"',
  ],
];

/** Levels for esbuild: what is refused is an error. */
export const LOG_LEVELS: Record<string, "error"> = Object.fromEntries(
  Object.keys(REFUSED).map((id) => [id, "error"]),
);

/**
 * Returns why something must not be imported, and what to do instead; undefined
 * when it may be a file of the package.
 *
 * @param path What the sources say
 * @param kind What esbuild calls the way it is imported
 * @param modules Names of the SDK's modules
 */
export function refusal(
  path: string,
  kind: string,
  modules: readonly string[],
): string | undefined {
  if (kind === "dynamic-import") return REFUSED["unsupported-dynamic-import"];
  if (kind === "require-call") return REFUSED["unsupported-require-call"];
  if (kind === "require-resolve") return REQUIRE_REFUSED;
  if (kind !== "import-statement") return `${kind} is not there`;
  const shown = JSON.stringify(path.slice(0, 200));
  if (!/^\.\.?\//.test(path)) {
    const names = modules.map((name) => `"${name}"`).join(", ");
    return `cannot import ${shown}: only ${names} and files of the strategy's ` +
      'own folder, such as "./rules.ts"';
  }
  const [, ending = ""] = /\.(\w+)$/.exec(path) ?? [];
  if (/^[mc]?[jt]sx?$/.test(ending) && !/^[jt]s$/.test(ending)) {
    return `cannot import ${shown}: files of a strategy end in .ts or .js; ` +
      "rename it";
  }
  if (/^(json|css|wasm|txt|csv|ya?ml)$/.test(ending)) {
    return `cannot import ${shown}: only .ts and .js files; put the data into ` +
      "one, behind export const";
  }
  return undefined;
}

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
  const { text, pluginName, id, notes = [] } = first;
  const [from, to] = SAID.find(([start]) => start.test(text)) ?? [];
  const said = REFUSED[id] ?? (from ? text.replace(from, to ?? "") : text);
  const hint = notes.find((note) => note.text.startsWith("Did you mean"));
  const place = placeOf(first);
  const more = errors.length > 1 ? `, and ${errors.length - 1} more` : "";
  const isSyntax = pluginName === "" && REFUSED[id] === undefined &&
    !text.startsWith("No matching export");
  const message = hint ? `${said}. ${hint.text}` : said;
  return {
    type: isSyntax ? "SyntaxError" : "ImportError",
    message: `${message.slice(0, MESSAGE_MAX)}${place}${more}`,
  };
}

/** Returns ` (file:line:column)`, both from 1; esbuild counts a line's bytes. */
function placeOf({ location }: Message): string {
  if (!location) return "";
  const { file, line, column, lineText = "" } = location;
  const before = new TextEncoder().encode(lineText).subarray(0, column);
  const characters = lineText === ""
    ? column
    : new TextDecoder().decode(before).length;
  return ` (${file.replace(/^strategy:/, "")}:${line}:${characters + 1})`;
}
