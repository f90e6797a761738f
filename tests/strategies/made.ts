/**
 * Hostile programs as large as a strategy may be, too large to lie in a folder.
 *
 * @module
 */

import { parseExpected } from "./expected.ts";
import type { Program } from "./programs.ts";

const CLASS = "export class S { generate_signal() {} }\n";
/** Nearly what a file may have, bytes. */
const FULL = 1_000_000;

/** Returns the programs whose `group/name` begins with one of the words, all without words. */
export function madePrograms(words: readonly string[] = []): Program[] {
  const refused = (message: string) => ({
    intake: "ImportError",
    outcomes: [],
    error: { type: "ImportError", message },
  });
  const taken = { intake: "ok", outcomes: ["ok"] };
  const many = Array.from(
    { length: 5000 },
    (_, i) => `export const f${i} = (x: number) => x + ${i};\n`,
  ).join("");
  const programs = [
    made("memory/line_of_a_comment", `/* ${"x".repeat(FULL)} */`, {
      why: "One line of 1 MB, of which nothing is left in the script.",
      ...taken,
    }),
    made("memory/line_of_a_text", `export const s = "${"x".repeat(FULL)}";`, {
      why: "One line of 1 MB that is sent to each new process.",
      ...taken,
    }),
    made("memory/line_of_controls", `/* ${"\x01".repeat(FULL)} */`, {
      why: "One line of 1 MB that is six times as long for JSON.",
      ...taken,
    }),
    made("memory/line_of_a_sum", `const sum = 1${"+1".repeat(FULL / 10)};`, {
      why: "A hundred thousand operators, one inside the other, on one line.",
      ...taken,
    }),
    made("recursion/brackets", brackets(FULL / 2), {
      why: "Half a million brackets, one inside the other, for whoever parses.",
      ...refused("pack"),
    }),
    made("recursion/many_exports", many, {
      why: "Five thousand exports, each looked at when the file is loaded.",
      ...taken,
    }),
  ];
  return programs.filter(({ id }) =>
    words.length === 0 || words.some((word) => id.startsWith(word))
  );
}

function brackets(count: number): string {
  return `[${"[".repeat(count)}${"]".repeat(count)}];`;
}

function made(id: string, text: string, expected: unknown): Program {
  const entry = id.slice(id.indexOf("/") + 1);
  return {
    id,
    files: { [`${entry}.ts`]: `${text}${CLASS}` },
    entry,
    expected: parseExpected(JSON.stringify(expected), id),
  };
}
