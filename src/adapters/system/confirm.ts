/** Options of {@linkcode confirm}; for tests. */
export interface ConfirmOptions {
  /** Says whether somebody can answer. */
  readonly isTerminal?: () => boolean;
  /** Shows a question and returns the line that was typed, `null` at its end. */
  readonly ask?: (question: string) => string | null;
}

/**
 * Asks for a word on the terminal and says whether it was typed; `undefined`
 * when there is no terminal, and nobody was asked.
 *
 * @param word Such as `reset`
 */
export function confirm(
  word: string,
  {
    isTerminal = () => Deno.stdin.isTerminal() && Deno.stdout.isTerminal(),
    ask = prompt,
  }: ConfirmOptions = {},
): boolean | undefined {
  if (!isTerminal()) return undefined;
  return ask(`Type ${word} to go on:`)?.trim() === word;
}
