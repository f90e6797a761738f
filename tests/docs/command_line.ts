/**
 * Reads the commands of a page as a shell would, as far as pages need it.
 *
 * @module
 */

/** One command of a page. */
export interface CommandLine {
  /** As it stands there, without its comment. */
  readonly text: string;
  /** `NAME=value` before it. */
  readonly env: Readonly<Record<string, string>>;
  /** Program and arguments. */
  readonly words: readonly string[];
}

/** Returns the lines of a block, those that end in a backslash joined; empty ones and comments are left out. */
export function linesOf(block: string): string[] {
  return block.replaceAll(/\s*\\\n\s*/g, " ").split("\n")
    .map((line) => line.replace(/(^|\s)#.*$/, "").trim())
    .filter((line) => line !== "");
}

/**
 * Reads one line: words, quotes, variables before the program.
 *
 * @throws {Error} for pipes, redirections and whatever else a shell has
 */
export function readLine(text: string): CommandLine {
  const words: string[] = [];
  const pattern =
    /\s*((?:"[^"$`\\]*"|'[^']*'|[^\s"'|&;<>()$`\\*?]|(?<=\S)\?)+)/y;
  while (pattern.lastIndex < text.length) {
    const found = pattern.exec(text);
    if (!found) throw new Error(`Cannot read "${text}": write plain words`);
    words.push((found[1] ?? "").replaceAll(/"([^"]*)"|'([^']*)'/g, "$1$2"));
  }
  const first = words.findIndex((word) => !/^[A-Z_]+=/.test(word));
  const env = Object.fromEntries(
    words.slice(0, first).map((word) => word.split(/=(.*)/s, 2)),
  );
  return { text, env, words: words.slice(first) };
}
