import { QtcError } from "../domain/error.ts";
import { sessionOn } from "../domain/calendar.ts";
import type { Stretch } from "../engine/gaps.ts";
import { minuteText } from "../engine/minute_text.ts";

const DAY_MS = 86_400_000;

/**
 * Returns the time from the first to the last day, both included, up to now.
 *
 * @param from `YYYY-MM-DD`, UTC
 * @param to Likewise
 * @param next First minute that is not of the past, Unix milliseconds
 * @throws {QtcError} `invalid` for days that are none, inverted or to come
 */
export function dayRange(from: string, to: string, next: number): Stretch {
  // The calendar says what is no day.
  for (const date of [from, to]) sessionOn(date);
  if (from > to) {
    throw new QtcError(
      "invalid",
      `Cannot use --from ${from} --to ${to}: the last day is before the first`,
    );
  }
  const start = Date.parse(from);
  const end = Math.min(Date.parse(to) + DAY_MS, next);
  if (start < end) return { from: start, to: end };
  throw new QtcError(
    "invalid",
    `Cannot use --from ${from}: the competition is only at ` +
      `${minuteText(next)}, and there are no bars of its future`,
  );
}

/**
 * Returns the symbols that are named, `undefined` for all.
 *
 * @param text `A,B`
 * @param known The universe
 * @throws {QtcError} `invalid`, naming those that are not in it
 */
export function namedSymbols(
  text: string | undefined,
  known: ReadonlyMap<string, unknown>,
): string[] | undefined {
  if (text === undefined) return undefined;
  const names = text.split(",").map((name) => name.trim()).filter(Boolean);
  const strange = names.filter((name) => !known.has(name));
  if (names.length > 0 && strange.length === 0) return names;
  throw new QtcError(
    "invalid",
    `Cannot use --symbols "${text.slice(0, 100)}": ` +
      `${strange.join(", ") || "nothing"} is not in the universe; there are ` +
      [...known.keys()].sort().join(", "),
  );
}
