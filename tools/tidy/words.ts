/**
 * What must not be written where, and what to write instead.
 *
 * @module
 */

import ts from "typescript";
import { type Breach, isTest, lineOf, type Source, walk } from "./source.ts";

/** A banned word. */
interface Ban {
  /** What it looks like in a message. */
  readonly word: string;
  /** Whether a node is one. */
  readonly matches: (node: ts.Node) => boolean;
  /** The paths that may write it. */
  readonly allowed: RegExp;
  /** What to write instead. */
  readonly instead: string;
}

const SYSTEM = /^src\/adapters\/system\//;

/** Globals that reach out, wait or roll dice. */
const WORLD = [
  "performance",
  "fetch",
  "crypto",
  "queueMicrotask",
  "setImmediate",
  "WebSocket",
  "Worker",
  "process",
  "navigator",
];

const BANS: readonly Ban[] = [
  {
    word: "Date.now",
    matches: isMember("Date", "now"),
    allowed: SYSTEM,
    instead: "the Clock port",
  },
  {
    word: "new Date()",
    matches: isNow,
    allowed: SYSTEM,
    instead: "the Clock port",
  },
  {
    word: "Temporal.Now",
    matches: isMember("Temporal", "Now"),
    allowed: SYSTEM,
    instead: "the Clock port",
  },
  {
    word: "Math.random",
    matches: isMember("Math", "random"),
    allowed: SYSTEM,
    instead: "a seeded generator",
  },
  {
    word: "setTimeout",
    matches: isGlobal("setTimeout"),
    allowed: SYSTEM,
    instead: "the Clock port",
  },
  {
    word: "setInterval",
    matches: isGlobal("setInterval"),
    allowed: SYSTEM,
    instead: "the Clock port",
  },
  {
    word: "console",
    matches: isGlobal("console"),
    // What a strategy writes goes into its team's own log.
    allowed: /^(src\/adapters\/system|strategies)\//,
    instead: "the Log port",
  },
  {
    word: "Deno",
    matches: isGlobal("Deno"),
    allowed: /^(main\.ts$|src\/(adapters|program|sandbox)\/)/,
    instead: "a port, or a value that main.ts passes",
  },
  ...WORLD.map((word) => ({
    word,
    matches: isGlobal(word),
    allowed: /^(main\.ts$|src\/(adapters|program|sandbox)\/)/,
    instead: "a port",
  })),
  {
    word: "await",
    matches: (node) => ts.isAwaitExpression(node),
    allowed: /^(?!src\/domain\/)/,
    instead: "a function that is told what it needs",
  },
  {
    word: "import() of what is not a text",
    matches: isOpenImport,
    allowed: /^$/,
    instead: "an import of a file by its name, so that tidy sees it",
  },
  {
    word: "enum",
    matches: ts.isEnumDeclaration,
    allowed: /^$/,
    instead: "a union of strings",
  },
  {
    word: "export default",
    matches: isDefaultExport,
    allowed: /^strategies\//,
    instead: "a named export",
  },
];

/** Returns every banned word of `src`, `strategies` and `main.ts`; tests may write `Deno.test`. */
export function checkWords(sources: readonly Source[]): Breach[] {
  const breaches: Breach[] = [];
  for (const source of sources) {
    if (!/^(main\.ts$|src\/|strategies\/)/.test(source.path)) continue;
    const bans = BANS.filter(({ allowed }) => !allowed.test(source.path));
    walk(source.tree, (node) => {
      for (const { word, matches, instead } of bans) {
        if (!matches(node) || isTest(source.path) && isTestWord(node)) continue;
        breaches.push({
          path: source.path,
          line: lineOf(source, node),
          message: `must not write ${word}: use ${instead}`,
        });
      }
    });
  }
  return breaches;
}

function isMember(object: string, name: string): (node: ts.Node) => boolean {
  return (node) =>
    ts.isPropertyAccessExpression(node) && node.name.text === name &&
    ts.isIdentifier(node.expression) &&
    node.expression.text === object;
}

/** `new Date()`, and `Date()`, which is the same as text. */
function isNow(node: ts.Node): boolean {
  if (!ts.isNewExpression(node) && !ts.isCallExpression(node)) return false;
  const { expression } = node;
  return ts.isIdentifier(expression) && expression.text === "Date" &&
    (ts.isCallExpression(node) || (node.arguments ?? []).length === 0);
}

/** The global of that name, as opposed to a property, parameter or other declaration called so. */
function isGlobal(name: string): (node: ts.Node) => boolean {
  return (node) => {
    if (!ts.isIdentifier(node) || node.text !== name) return false;
    const { parent } = node;
    if (ts.isPropertyAccessExpression(parent)) {
      return parent.name !== node ||
        ts.isIdentifier(parent.expression) &&
          parent.expression.text === "globalThis";
    }
    if (ts.isQualifiedName(parent)) return parent.left === node;
    if (ts.isShorthandPropertyAssignment(parent)) return true;
    return !("name" in parent && parent.name === node) &&
      !(ts.isBindingElement(parent) && parent.propertyName === node);
  };
}

/** What tests may write: they wait, and test what reaches out. */
function isTestWord(node: ts.Node): boolean {
  return isDenoTest(node) || ts.isAwaitExpression(node) ||
    ts.isIdentifier(node) && WORLD.includes(node.text);
}

/** `Deno` in `Deno.test(…)` and in types such as `Deno.TestContext`. */
function isDenoTest(node: ts.Node): boolean {
  const { parent } = node;
  return ts.isIdentifier(node) && node.text === "Deno" &&
    (ts.isQualifiedName(parent) ||
      ts.isPropertyAccessExpression(parent) && parent.name.text === "test");
}

function isOpenImport(node: ts.Node): boolean {
  return ts.isCallExpression(node) &&
    node.expression.kind === ts.SyntaxKind.ImportKeyword &&
    !(node.arguments[0] && ts.isStringLiteralLike(node.arguments[0]));
}

function isDefaultExport(node: ts.Node): boolean {
  return ts.isExportAssignment(node) ||
    node.kind === ts.SyntaxKind.DefaultKeyword &&
      !ts.isDefaultClause(node.parent);
}
