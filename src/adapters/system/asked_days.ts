import { readFileSync } from "node:fs";
import { join } from "node:path";
import { publishFile } from "./publish_file.ts";

/** Which days of which symbols a backfill has asked for when they were over, whatever came. */
export interface AskedDays {
  has(symbol: string, date: string): boolean;
  /** Notes days, durable. */
  add(symbols: readonly string[], date: string): void;
}

/**
 * Returns the memory of a data folder, `runtime/backfill.json`. Without it
 * nothing is lost but time: what is not noted is asked for again.
 *
 * @param source Whom they were asked of: another one may have what this one lacks
 */
export function askedDays(dataDir: string, source: string): AskedDays {
  const path = join(dataDir, "runtime", "backfill.json");
  const days = read(path, source);
  return {
    has: (symbol, date) => days.get(date)?.has(symbol) === true,
    add(symbols, date) {
      days.set(date, (days.get(date) ?? new Set()).union(new Set(symbols)));
      const lists = [...days].map(([date, names]) =>
        [date, [...names].sort()] as const
      );
      const sorted = Object.fromEntries(
        lists.sort(([a], [b]) => a < b ? -1 : 1),
      );
      publishFile(path, `${JSON.stringify({ source, days: sorted })}\n`);
    },
  };
}

/** What is not there, of another source or of an earlier form, is nothing. */
function read(path: string, source: string): Map<string, Set<string>> {
  const days = new Map<string, Set<string>>();
  try {
    const file = JSON.parse(readFileSync(path, "utf8"));
    if (file.source !== source) return days;
    for (const [date, names] of Object.entries(file.days)) {
      if (Array.isArray(names)) days.set(date, new Set(names.map(String)));
    }
    return days;
  } catch {
    return new Map();
  }
}
