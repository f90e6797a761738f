/**
 * What the rules of tidy look at: a file's path, text and syntax tree.
 *
 * @module
 */

// The compiler's own parser: lengths, exports and words are told apart from strings and comments only by a real one.
import ts from "typescript";

/** One file of the repository. */
export interface Source {
  /** From the root, with `/`. */
  readonly path: string;
  /** Its content. */
  readonly text: string;
  /** Its syntax tree, with parents. */
  readonly tree: ts.SourceFile;
}

/** One thing that is not as it should be. */
export interface Breach {
  /** The file, from the root. */
  readonly path: string;
  /** The line, from 1. */
  readonly line: number;
  /** What is wrong, and what to do. */
  readonly message: string;
}

/** Returns the sources of files, path to text, in the order of their paths. */
export function parseSources(files: ReadonlyMap<string, string>): Source[] {
  return [...files].sort(([a], [b]) => a < b ? -1 : 1).map(([path, text]) => ({
    path,
    text,
    tree: ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true),
  }));
}

/** Returns the line on which a node begins, from 1. */
export function lineOf(source: Source, node: ts.Node): number {
  return source.tree.getLineAndCharacterOfPosition(node.getStart(source.tree))
    .line + 1;
}

/** Calls `visit` with every node below `node`, parents first. */
export function walk(node: ts.Node, visit: (node: ts.Node) => void): void {
  ts.forEachChild(node, (child) => {
    visit(child);
    walk(child, visit);
  });
}

/** Returns whether a path is a unit test. */
export function isTest(path: string): boolean {
  return path.endsWith("_test.ts");
}
