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
  const isKept = (line: string): boolean => {
    const at = timeOf(line);
    return at === undefined || at >= state.logsFrom;
  };
  for (const path of [...state.files.keys()].filter(isLog)) {
    // Lines are by minute. There may be more of them than fit into memory.
    const start = disk.offsetWhere(path, isKept);
    if (start === 0) continue;
    const { seq } = state.files.get(path)!;
    const bytes = (disk.size(path) ?? 0) - start;
    if (bytes > 0) {
      disk.dropFront(path, start);
      state.files.set(path, { seq, bytes });
    } else {
      disk.remove(path);
      state.files.delete(path);
    }
  }
}
