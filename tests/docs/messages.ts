/**
 * What the product's sources can say: every text of theirs, put together as far
 * as it stands there, with `…` for what is known only later.
 *
 * @module
 */

import { fileURLToPath } from "node:url";
import ts from "typescript";

/** Stands for a part that differs from time to time. */
export const BLANK = "…";
/** A quotation that fixes fewer characters than this could be from anywhere. */
const FIXED_MIN = 8;

/** Returns every text of the product's sources, tests and fakes left out. */
export function sourceTexts(): string[] {
  const root = fileURLToPath(new URL("../../", import.meta.url));
  return ["main.ts", ...filesOf(root, "src")].flatMap((path) =>
    textsOf(Deno.readTextFileSync(root + path))
  );
}

/** Returns the texts of one source. */
export function textsOf(source: string): string[] {
  const texts: string[] = [];
  const visit = (node: ts.Node): void => {
    const text = flat(node);
    if (text === undefined) return ts.forEachChild(node, visit);
    texts.push(squeeze(text));
    inner(node, visit);
  };
  visit(ts.createSourceFile("a.ts", source, ts.ScriptTarget.Latest, true));
  return texts;
}

/**
 * Returns the first part of a quoted message that no source says, `undefined`
 * when all is well: each part between two blanks stands in one text, or goes
 * over from one into another where that has a blank.
 */
export function unsaid(
  message: string,
  texts: readonly string[],
): string | undefined {
  const parts = squeeze(message).split(BLANK);
  const longest = Math.max(...parts.map((part) => part.trim().length));
  if (longest < FIXED_MIN) return message;
  return parts.find((part) => !isSaid(part, texts));
}

function isSaid(part: string, texts: readonly string[]): boolean {
  const has = (wanted: string) => texts.some((text) => text.includes(wanted));
  if (has(part)) return true;
  for (let cut = 0; cut < part.length; cut++) {
    const [left, right] = [part.slice(0, cut), part.slice(cut)];
    if (
      // It goes out of a text that is over, into the one around it.
      cut > 0 && texts.some((text) => text.endsWith(left)) &&
        has(BLANK + right) ||
      // It goes into a text, and maybe out of it again.
      has(left + BLANK) && texts.some((text) =>
          text.startsWith(right) ||
          text !== "" && right.startsWith(text) &&
            has(BLANK + right.slice(text.length))
        )
    ) return true;
  }
  return false;
}

/** Returns the whole of a text that is put together, or `undefined` for anything else. */
function flat(node: ts.Node): string | undefined {
  if (ts.isStringLiteralLike(node)) return node.text;
  if (ts.isTemplateExpression(node)) {
    return node.head.text +
      node.templateSpans.map(({ literal }) => BLANK + literal.text).join("");
  }
  if (ts.isParenthesizedExpression(node)) return flat(node.expression);
  if (
    !ts.isBinaryExpression(node) ||
    node.operatorToken.kind !== ts.SyntaxKind.PlusToken
  ) return undefined;
  const [left, right] = [flat(node.left), flat(node.right)];
  if (left === undefined && right === undefined) return undefined;
  return (left ?? BLANK) + (right ?? BLANK);
}

/** Visits what stands inside of a text's blanks. */
function inner(node: ts.Node, visit: (node: ts.Node) => void): void {
  if (ts.isTemplateExpression(node)) {
    for (const { expression } of node.templateSpans) visit(expression);
  } else if (ts.isParenthesizedExpression(node)) inner(node.expression, visit);
  else if (ts.isBinaryExpression(node)) {
    for (const side of [node.left, node.right]) {
      if (flat(side) === undefined) visit(side);
      else inner(side, visit);
    }
  }
}

function squeeze(text: string): string {
  return text.replaceAll(/\s+/g, " ");
}

function filesOf(root: string, folder: string): string[] {
  return [...Deno.readDirSync(root + folder)].flatMap(
    ({ name, isDirectory }) => {
      const path = `${folder}/${name}`;
      if (isDirectory) {
        return path === "src/testing" ? [] : filesOf(root, path);
      }
      return name.endsWith(".ts") && !name.endsWith("_test.ts") ? [path] : [];
    },
  );
}
