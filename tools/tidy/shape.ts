/**
 * How long things may be, which files want a test, which exports want a comment.
 *
 * @module
 */

import ts from "typescript";
import { type Breach, isTest, lineOf, type Source, walk } from "./source.ts";

/** Most lines of a file. */
export const FILE_LINES_MAX = 300;

/** Most lines of a function, its first and last included. */
export const FUNCTION_LINES_MAX = 70;

/** Files with behaviour of their own, which a test beside them shows. Ports have none; src/testing is test code. */
const TESTED = /^(src\/(?!ports\/|program\/|testing\/|web\/)|tools\/)/;

/** Returns files and functions that are too long. */
export function checkLengths(sources: readonly Source[]): Breach[] {
  const breaches: Breach[] = [];
  for (const source of sources) {
    const { path, text, tree } = source;
    const lines = text.replace(/\n$/, "").split("\n").length;
    if (lines > FILE_LINES_MAX) {
      breaches.push({
        path,
        line: 1,
        message:
          `has ${lines} lines, at most ${FILE_LINES_MAX}: split it by noun`,
      });
    }
    walk(tree, (node) => {
      if (
        !ts.isFunctionLike(node) || !("body" in node) || node.body === undefined
      ) return;
      const line = lineOf(source, node);
      const length = tree.getLineAndCharacterOfPosition(node.end).line + 2 -
        line;
      if (length <= FUNCTION_LINES_MAX) return;
      const message =
        `has a function of ${length} lines, at most ${FUNCTION_LINES_MAX}: name its parts`;
      breaches.push({ path, line, message });
    });
  }
  return breaches;
}

/** Returns files that export something for run time and have neither `x_test.ts` nor `x_*_test.ts` beside them. */
export function checkTested(sources: readonly Source[]): Breach[] {
  const tests = sources.map(({ path }) => path).filter(isTest);
  return sources.filter(({ path, tree }) => {
    if (
      !TESTED.test(path) || isTest(path) || !tree.statements.some(exportsValue)
    ) return false;
    const stem = path.replace(/\.ts$/, "_");
    return !tests.some((test) =>
      test.startsWith(stem) && !test.slice(stem.length).includes("/")
    );
  }).map(({ path }) => ({
    path,
    line: 1,
    message: `has no test: write ${path.replace(/\.ts$/, "_test.ts")}`,
  }));
}

/** Returns exports without a JSDoc comment, outside of tests. */
export function checkComments(sources: readonly Source[]): Breach[] {
  return sources.filter(({ path }) =>
    /^(src|tools|bench|strategies)\//.test(path) && !isTest(path)
  ).flatMap((source) => {
    const { statements } = source.tree;
    const bare = statements.filter((statement, i) =>
      isExported(statement, statements) && !hasComment(statement) &&
      !isLaterOverload(statement, statements[i - 1])
    );
    return bare.map((statement) => ({
      path: source.path,
      line: lineOf(source, statement),
      message: "exports something without JSDoc: say what it is or returns",
    }));
  });
}

function exportsValue(statement: ts.Statement): boolean {
  if (ts.isExportAssignment(statement)) return true;
  if (ts.isExportDeclaration(statement)) {
    const names = statement.exportClause;
    if (statement.isTypeOnly) return false;
    return names === undefined || !ts.isNamedExports(names) ||
      names.elements.some((element) => !element.isTypeOnly);
  }
  const isValue = ts.isFunctionDeclaration(statement) ||
    ts.isClassDeclaration(statement) ||
    ts.isVariableStatement(statement) || ts.isEnumDeclaration(statement);
  return isValue && hasExport(statement);
}

function hasExport(statement: ts.Statement): boolean {
  return ts.canHaveModifiers(statement) &&
    (ts.getModifiers(statement) ?? []).some(({ kind }) =>
      kind === ts.SyntaxKind.ExportKeyword
    );
}

/** Exported where it is declared, or by name in an `export { … }` of the same file. */
function isExported(
  statement: ts.Statement,
  statements: readonly ts.Statement[],
): boolean {
  if (hasExport(statement)) return true;
  const exported = statements.flatMap((each) =>
    ts.isExportDeclaration(each) && each.moduleSpecifier === undefined &&
      each.exportClause !== undefined &&
      ts.isNamedExports(each.exportClause)
      ? each.exportClause.elements.map((element) =>
        (element.propertyName ?? element.name).text
      )
      : []
  );
  return namesOf(statement).some((name) => exported.includes(name));
}

function namesOf(statement: ts.Statement): string[] {
  if (ts.isVariableStatement(statement)) {
    return statement.declarationList.declarations.flatMap(({ name }) =>
      ts.isIdentifier(name) ? [name.text] : []
    );
  }
  const isNamed = ts.isFunctionDeclaration(statement) ||
    ts.isClassDeclaration(statement) ||
    ts.isInterfaceDeclaration(statement) ||
    ts.isTypeAliasDeclaration(statement);
  return isNamed && statement.name !== undefined ? [statement.name.text] : [];
}

function hasComment(statement: ts.Statement): boolean {
  return ts.getJSDocCommentsAndTags(statement).some((doc) =>
    /[a-z]/i.test(doc.getText())
  );
}

function isLaterOverload(
  statement: ts.Statement,
  before: ts.Statement | undefined,
): boolean {
  return before !== undefined && ts.isFunctionDeclaration(statement) &&
    ts.isFunctionDeclaration(before) &&
    statement.name?.text === before.name?.text;
}
