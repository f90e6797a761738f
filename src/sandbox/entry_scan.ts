/**
 * Finds a strategy's class in its sources without running them: for a proposal
 * and for places in messages, never for a verdict. Whatever the sources are, it
 * takes time in proportion to their length.
 *
 * @module
 */

import type { PackageFiles } from "./package.ts";

/** A class that a file exports. */
export interface FoundClass {
  /** Path inside the package. */
  readonly file: string;
  /** The name that it is exported by; `default` for the default export. */
  readonly name: string;
  /** Offset of its `class`, in UTF-16 units from 0. */
  readonly at: number;
  /** Whether it has generate_signal, or inherits it. */
  readonly hasMethod: boolean;
}

/** A class of any kind, exported or not. */
interface Declared {
  readonly file: string;
  readonly name: string;
  readonly at: number;
  readonly parent: string | undefined;
  readonly exports: readonly string[];
  /** Whether generate_signal stands in its own body. */
  readonly hasOwn: boolean;
}

/** Sources of more characters are not looked at, nor more classes of one. */
const TEXT_MAX = 1_000_000;
const CLASSES_MAX = 200;
/** Classes above a class that are looked at. */
const PARENTS_MAX = 20;
/** Characters before a `class` that may name or export it, and from it to its brace. */
const BEFORE_MAX = 400;
const HEAD_MAX = 800;

/** A whole name: one outside of ASCII must not be cut to what is inside. */
const NAME =
  "([\\p{ID_Start}_$][\\p{ID_Continue}$]{0,100})(?![\\p{ID_Continue}$])";
const BEFORE = new RegExp(
  "(?:\\b(export)\\s+)?(?:\\b(default)\\s+)?(?:\\b(abstract)\\s+)?" +
    `(?:\\b(?:const|let|var)\\s+${NAME}[^=;]{0,200}=\\s*|` +
    `\\bexports\\s*\\.\\s*${NAME}\\s*=\\s*)?$`,
  "u",
);
const HEAD = new RegExp(
  `^class(?:\\s+(?!extends\\b|implements\\b)${NAME})?` +
    `(?:\\s*<[^{]{0,200}?>)?(?:\\s+extends\\s+${NAME})?[^{;]{0,300}\\{`,
  "u",
);
/** Braces, and where generate_signal is defined. */
const MARKS =
  /[{}]|(?<=[\s;{}*])(?:generate_signal|generateSignal)\s*(?:<[^>]{0,200}>\s*)?[(=:]/g;
/** `export { a, b as c }`, and `module.exports = { a, c: b }` or `exports.c = b`. */
const LISTS =
  /\bexport\s*\{([^{}]*)\}(?!\s*from)|\bmodule\s*\.\s*exports\s*=\s*\{([^{}]*)\}/g;
const ASSIGNED = new RegExp(
  `\\bexports\\s*\\.\\s*${NAME}\\s*=\\s*${NAME}`,
  "gu",
);
/**
 * Comments, texts, and what can only be a regular expression where it stands.
 * Each matches also without its end: looking for one from every beginning would
 * take the square of the time.
 */
const TEXTS =
  /\/\/.*|\/\*[^]*?(?:\*\/|$)|"(?:\\(?:\r\n|[^])|[^"\\\r\n])*"?|'(?:\\(?:\r\n|[^])|[^'\\\r\n])*'?|`(?:\\[^]|[^`\\])*`?|(?=\/)(?<=(?:[(,=:[!&|?{};]|\breturn)\s{0,20})\/(?![*/])(?:\\.|\[(?:\\.|[^\]\\\r\n])*\]?|[^/\\\r\n[])+\/?/g;

/** Returns the exported classes that are not abstract, in the order of files and lines. */
export function classesOf(files: PackageFiles): FoundClass[] {
  const all = Object.entries(files)
    .filter(([, { length }]) => length <= TEXT_MAX)
    .flatMap(([file, text]) => declaredIn(file, blanked(text)));
  const byName = new Map(all.toReversed().map((each) => [each.name, each]));
  return all.flatMap((found) => {
    const { file, at, exports } = found;
    if (exports.length === 0) return [];
    const hasMethod = hasGenerateSignal(found, byName);
    return exports.map((name) => ({ file, name, at, hasMethod }));
  });
}

/** Returns the entry point of a class: `strategy:MyStrategy`. */
export function entryPointOf(
  { file, name }: Pick<FoundClass, "file" | "name">,
): string {
  return `${file.replace(/\.[jt]s$/, "")}:${name}`;
}

function declaredIn(file: string, text: string): Declared[] {
  const lists = exportLists(text);
  const found = text.matchAll(/\bclass\b/g).take(CLASSES_MAX)
    .flatMap(({ index: at }) => {
      const head = HEAD.exec(text.slice(at, at + HEAD_MAX));
      return head ? [{ at, head }] : [];
    }).toArray();
  const opens = found.map(({ at, head: [whole] }) => at + whole.length - 1);
  const withMethod = bodiesWithMethod(text, new Set(opens));
  return found.map(({ at, head: [, own, parent] }, index) => {
    const before = text.slice(Math.max(0, at - BEFORE_MAX), at);
    const [, exported, isDefault, isAbstract, variable, property] =
      BEFORE.exec(before) ?? [];
    const name = variable ?? own ?? "";
    const direct = !exported ? property : isDefault ?? name;
    const names = [direct ?? "", ...lists.get(name) ?? []];
    return {
      ...{ file, name, at, parent },
      exports: isAbstract ? [] : names.filter((each) => each !== ""),
      hasOwn: withMethod.has(opens[index]!),
    };
  });
}

/** Names that the lists of exports give, by the name inside. */
function exportLists(text: string): Map<string, string[]> {
  const names = new Map<string, string[]>();
  const add = (inner: string, outer: string) => {
    if (inner === "") return;
    const known = names.get(inner);
    if (known) known.push(outer);
    else names.set(inner, [outer]);
  };
  for (const [, list, object = ""] of text.matchAll(LISTS)) {
    for (const part of list?.split(",") ?? []) {
      const [inner = "", , outer = inner] = part.trim().split(/\s+/);
      add(inner, outer);
    }
    for (const part of object.split(",")) {
      const [outer = "", inner = outer] = part.split(":");
      add(inner.trim(), outer.trim());
    }
  }
  for (const [, outer = "", inner = ""] of text.matchAll(ASSIGNED)) {
    if (inner !== "class") add(inner, outer);
  }
  return names;
}

function hasGenerateSignal(
  found: Declared,
  byName: ReadonlyMap<string, Declared>,
): boolean {
  let owner: Declared | undefined = found;
  for (let above = 0; owner && above <= PARENTS_MAX; above++) {
    if (owner.hasOwn) return true;
    owner = owner.parent === undefined ? undefined : byName.get(owner.parent);
  }
  return false;
}

/** Returns those opening braces of classes between which and their ends is generate_signal. */
function bodiesWithMethod(
  text: string,
  opens: ReadonlySet<number>,
): Set<number> {
  const found = new Set<number>();
  /** For each brace that is open, that of the class which it is in. */
  const inside: (number | undefined)[] = [];
  for (const { 0: mark, index } of text.matchAll(MARKS)) {
    const open = inside.at(-1);
    if (mark === "{") inside.push(opens.has(index) ? index : open);
    else if (mark === "}") inside.pop();
    else if (open !== undefined) found.add(open);
  }
  return found;
}

/** Puts spaces where comments and texts are; every place stays the same. */
function blanked(text: string): string {
  return text.replace(TEXTS, (found) => found.replace(/[^\n]/g, " "));
}
