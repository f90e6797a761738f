import {
  type Document,
  isMap,
  isNode,
  isScalar,
  isSeq,
  LineCounter,
  parseDocument,
} from "@std/yaml";
import { QtcError } from "../domain/error.ts";

/** Where something stands: keys and indices from the top of the document. */
export type YamlPath = readonly (string | number)[];

/** A YAML (or JSON) file, and everything that is wrong with it. */
export interface YamlFile {
  /** The whole document as plain values; `undefined` when it cannot be read. */
  readonly value: unknown;
  /** Notes a mistake at the value of `path`, or at what encloses it. */
  mistake(path: YamlPath, text: string): void;
  /** Notes a mistake at the last key of `path` itself. */
  mistakeAtKey(path: YamlPath, text: string): void;
  /** Returns the line of the value of `path`, from 1. */
  lineOf(path: YamlPath): number;
  /**
   * Ends the reading.
   *
   * @throws {QtcError} `invalid` with every mistake, in the order of the file
   */
  finish(): void;
}

interface Mistake {
  readonly offset: number;
  readonly text: string;
}

/** Largest file that is read, characters. */
const TEXT_MAX = 1_000_000;
/** Most mistakes that are named. */
const MISTAKES_MAX = 50;

/** What would be right, for the mistakes that people make. */
const HINTS: Readonly<Record<string, string>> = {
  TAB_AS_INDENT: "a tab cannot indent, write spaces",
  DUPLICATE_KEY: "the field stands twice, keep one",
  MULTIPLE_DOCS: "there is a second document, keep what is before its ---",
};

/**
 * Opens the text of a YAML file.
 *
 * @param what What it is, for the message: `registry`
 * @param file Its name as the operator knows it
 */
export function openYaml(text: string, what: string, file: string): YamlFile {
  const lines = new LineCounter();
  const tooLong = text.length > TEXT_MAX;
  const document = parseDocument(tooLong ? "" : text, {
    lineCounter: lines,
    prettyErrors: false,
    stringKeys: true,
  });
  const mistakes: Mistake[] = document.errors.map((error) => ({
    offset: error.pos[0],
    text: HINTS[error.code] ?? error.message.split("\n", 1)[0] ?? error.code,
  }));
  if (tooLong) {
    mistakes.push({ offset: 0, text: `longer than ${TEXT_MAX} characters` });
  }
  const readable = !tooLong &&
    document.errors.every(({ code }) => code === "DUPLICATE_KEY");
  return {
    value: readable ? valueOf(document, mistakes) : undefined,
    mistake: (path, text) =>
      void mistakes.push({ offset: valueOffset(document, path), text }),
    mistakeAtKey: (path, text) =>
      void mistakes.push({ offset: keyOffset(document, path), text }),
    lineOf: (path) => lines.linePos(valueOffset(document, path)).line || 1,
    finish: () => report(mistakes, lines, what, file),
  };
}

function report(
  mistakes: readonly Mistake[],
  lines: LineCounter,
  what: string,
  file: string,
): void {
  if (mistakes.length === 0) return;
  const texts = mistakes.toSorted((a, b) => a.offset - b.offset).map(
    ({ offset, text }) => {
      const { line, col } = lines.linePos(offset);
      return `${file}:${line || 1}:${col || 1}: ${text}`;
    },
  );
  const unique = [...new Set(texts)];
  const shown = unique.slice(0, MISTAKES_MAX);
  if (unique.length > shown.length) {
    shown.push(`and ${unique.length - shown.length} more`);
  }
  const count = unique.length === 1 ? "1 mistake" : `${unique.length} mistakes`;
  throw new QtcError(
    "invalid",
    `Cannot read ${what} "${file}": ${count}\n  ${shown.join("\n  ")}`,
  );
}

function valueOf(document: Document, mistakes: Mistake[]): unknown {
  try {
    return document.toJS({ maxAliasCount: 100 });
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    mistakes.push({ offset: 0, text: `its aliases cannot be used: ${reason}` });
    return undefined;
  }
}

/** Offset of the deepest part of `path` that is there. */
function valueOffset(document: Document, path: YamlPath): number {
  for (let length = path.length; length > 0; length--) {
    const node = document.getIn(path.slice(0, length), true);
    if (isNode(node) && node.range) return node.range[0];
  }
  return document.contents?.range?.[0] ?? 0;
}

function keyOffset(document: Document, path: YamlPath): number {
  const parent = path.length === 1
    ? document.contents
    : document.getIn(path.slice(0, -1), true);
  if (isMap(parent)) {
    for (const { key } of parent.items) {
      if (isScalar(key) && String(key.value) === String(path.at(-1))) {
        return key.range?.[0] ?? 0;
      }
    }
  }
  return isSeq(parent) || path.length < 2
    ? valueOffset(document, path)
    : valueOffset(document, path.slice(0, -1));
}
