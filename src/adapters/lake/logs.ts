import { dateOf, dayStart, isLog } from "./layout.ts";
import type { LakeState } from "./catalogue.ts";
import type { LakeDisk } from "./disk.ts";
import { timeOf } from "./lines.ts";

const DAY_MS = 86_400_000;

/**
 * Returns the first minute that logs are kept of, Unix milliseconds: the start of
 * the UTC day that is `keepDays` before the newest one.
 *
 * @param valuedAt Newest valued minute, Unix milliseconds; absent before the first
 * @param keepDays 0 for ever
 */
export function logsFrom(
  valuedAt: number | undefined,
  keepDays: number,
): number {
  if (keepDays === 0 || valuedAt === undefined) return 0;
  return Math.max(0, dayStart(dateOf(valuedAt)) - keepDays * DAY_MS);
}

/** Drops the lines of all logs that are older than `state.logsFrom`. */
export function pruneLogs(disk: LakeDisk, state: LakeState): void {
  for (const path of [...state.files.keys()].filter(isLog)) {
    const text = disk.read(path);
    const start = firstKept(text, state.logsFrom);
    if (start === 0) continue;
    const rest = text.slice(start);
    if (rest === "") {
      disk.remove(path);
      state.files.delete(path);
    } else {
      disk.replace(path, rest);
      const { seq } = state.files.get(path)!;
      state.files.set(path, { seq, bytes: disk.size(path) ?? 0 });
    }
  }
}

/** Lines are by minute: returns where the first one begins that stays. */
function firstKept(text: string, from: number): number {
  let start = 0;
  for (;;) {
    const end = text.indexOf("\n", start);
    if (end < 0) return start;
    const at = timeOf(text.slice(start, end));
    if (at === undefined || at >= from) return start;
    start = end + 1;
  }
}
