/**
 * Reads what pages of documentation show: commands, configuration, output.
 *
 * @module
 */

import { fileURLToPath } from "node:url";

/** The repository's root, with a slash at its end. */
const ROOT = new URL("../../", import.meta.url);

/** Every page that is written for people, from the root. */
export const PAGES: readonly string[] = [
  "README.md",
  "strategies/README.md",
  ...[...Deno.readDirSync(new URL("docs", ROOT))].map(({ name }) => name)
    .filter((name) => name.endsWith(".md")).sort().map((name) =>
      `docs/${name}`
    ),
];

/** A piece of a page that is set off from its text. */
export interface Block {
  /** From the root, and the line of its first line: `docs/faq.md:12`. */
  readonly place: string;
  /** Text of the heading of the second level above it; empty without one. */
  readonly section: string;
  /** What its fence says; `indented` for one of four spaces. */
  readonly language: string;
  readonly text: string;
}

/** Returns the text of a page. */
export function pageText(page: string): string {
  return Deno.readTextFileSync(fileURLToPath(new URL(page, ROOT)));
}

/** Returns the blocks of a page, in its order. */
export function blocksOf(page: string, text = pageText(page)): Block[] {
  const blocks: Block[] = [];
  let section = "";
  let open: { language: string; line: number; lines: string[] } | undefined;
  const close = (): void => {
    if (!open) return;
    const { language, line, lines } = open;
    blocks.push({
      place: `${page}:${line}`,
      section,
      language,
      text: lines.join("\n").trimEnd(),
    });
    open = undefined;
  };
  text.split("\n").forEach((line, index) => {
    const fence = /^ *```(\S*)$/.exec(line);
    const isFenced = open !== undefined && open.language !== "indented";
    if (fence) {
      if (isFenced) close();
      else {
        close();
        open = { language: fence[1] ?? "", line: index + 2, lines: [] };
      }
    } else if (isFenced) open?.lines.push(line);
    else if (/^ {4}\S/.test(line)) {
      open ??= { language: "indented", line: index + 1, lines: [] };
      open.lines.push(line.slice(4));
    } else {
      close();
      section = /^## (.*)$/.exec(line)?.[1] ?? section;
    }
  });
  close();
  return blocks;
}

/** Returns what a page says between backticks outside of blocks. */
export function codeWords(page: string, text = pageText(page)): string[] {
  const prose = text.replaceAll(/^ *```[^]*?^ *```$/gm, "");
  return [...prose.matchAll(/`([^`]+)`/g)].map(([, code = ""]) =>
    code.replaceAll(/\s+/g, " ")
  );
}
