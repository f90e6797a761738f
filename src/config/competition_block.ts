/**
 * The registry's `competition` block. A date is a day in New York, where the
 * sessions are: it starts at its first instant and ends with its last.
 *
 * @module
 */

import { z } from "zod";
import type { CompetitionSpec } from "../domain/competition.ts";
import { readInstant } from "./readers.ts";
import type { YamlFile } from "./yaml_file.ts";

/** Which end of a day a date stands for. */
type Edge = "first" | "last";

const MINUTE_MS = 60_000;
const ZONE = "America/New_York";
const TIME_WANTED =
  "must be a day such as 2026-11-23, or a whole minute with " +
  "its offset such as 2026-11-23T09:30:00-05:00, from 2000 to 2040";
const NAME_WANTED = "a name such as Autumn Cup";

const time = (edge: Edge) =>
  z.unknown().transform((value, context): number => {
    const instant = readTime(value, edge);
    if (instant !== undefined) return instant;
    const issue = { code: "custom", message: TIME_WANTED } as const;
    context.issues.push({ ...issue, input: value });
    return z.NEVER;
  }).optional();

/** The fields of the block; times as Unix milliseconds, ends exclusive. */
export const competitionSchema = z.strictObject({
  name: z.string({
    error: ({ input }) =>
      input === undefined
        ? `is missing: write ${NAME_WANTED}`
        : `must be text, ${NAME_WANTED}`,
  }).trim().min(1, { error: `must not be empty: write ${NAME_WANTED}` })
    .max(100, { error: "must be at most 100 characters" }),
  starts: time("first"),
  ends: time("last"),
  uploads_until: time("last"),
}, {
  error: ({ code }) =>
    code === "invalid_type"
      ? "must be a map such as { name: Autumn Cup, ends: 2026-12-18 }"
      : undefined,
});

/** Returns the competition that a block names. */
export function competitionOf(
  raw: z.output<typeof competitionSchema>,
): CompetitionSpec {
  const { name, starts, ends, uploads_until: uploadsUntil } = raw;
  return {
    name,
    ...(starts !== undefined && { starts }),
    ...(ends !== undefined && { ends }),
    ...(uploadsUntil !== undefined && { uploadsUntil }),
  };
}

/** Notes times that do not follow each other, whatever else is wrong. */
export function checkCompetition(yaml: YamlFile, block: unknown): void {
  if (typeof block !== "object" || block === null) return;
  const raw = block as Readonly<Record<string, unknown>>;
  const starts = readTime(raw.starts, "first");
  const ends = readTime(raw.ends, "last");
  const uploadsUntil = readTime(raw.uploads_until, "last");
  if (ends === undefined) return;
  if (starts !== undefined && ends <= starts) {
    yaml.mistake(["competition", "ends"], "ends must come after starts");
  }
  if (uploadsUntil !== undefined && uploadsUntil > ends) {
    yaml.mistake(
      ["competition", "uploads_until"],
      "uploads_until must not come after ends",
    );
  }
}

function readTime(value: unknown, edge: Edge): number | undefined {
  if (typeof value !== "string") return undefined;
  const text = value.trim();
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) {
    const instant = readInstant(text);
    return instant !== undefined && instant % MINUTE_MS === 0
      ? instant
      : undefined;
  }
  if (readInstant(`${text}T00:00Z`) === undefined) return undefined;
  const day = Temporal.PlainDate.from(text);
  return day.add({ days: edge === "first" ? 0 : 1 })
    .toZonedDateTime(ZONE).epochMilliseconds;
}
