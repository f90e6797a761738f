/** A command of a page, and the beginning of what it prints, as the page shows it. */
export interface ShownAnswer {
  /** A line of shell. */
  readonly command: string;
  /** Without the mark of what was left out. */
  readonly beginning: string;
}

/** Most characters of an answer that a page shows. */
const SHOWN_MAX = 300;
/** Stands for the rest of an answer. */
const MORE = "…";
/** A shell block with one `curl` line, and the text block after it. */
const PAIR = /```sh\n(curl [^\n]*)\n```\n\n```text\n([^]*?)```/g;

/** Returns the `curl` lines of a page that stand before an answer, in order. */
export function answersIn(page: string): ShownAnswer[] {
  return [...page.matchAll(PAIR)].map(([, command = "", shown = ""]) => ({
    command,
    beginning: shown.replace(/\n$/, "").replace(new RegExp(`${MORE}$`), ""),
  }));
}

/**
 * Returns a page with other answers, each cut to its beginning.
 *
 * @param answers What was printed, by command
 * @throws {Error} when one is missing
 */
export function withAnswers(
  page: string,
  answers: ReadonlyMap<string, string>,
): string {
  return page.replace(PAIR, (_, command: string) => {
    const answer = answers.get(command);
    if (answer === undefined) throw new Error(`Cannot answer "${command}"`);
    const shown = answer.length > SHOWN_MAX
      ? `${answer.slice(0, SHOWN_MAX)}${MORE}`
      : answer.replace(/\n$/, "");
    return `\`\`\`sh\n${command}\n\`\`\`\n\n\`\`\`text\n${shown}\n\`\`\``;
  });
}
