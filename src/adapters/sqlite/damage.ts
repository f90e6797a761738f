import { errorText, QtcError } from "../../domain/error.ts";

/** SQLite's own words for what passes, or is the system's: busy, memory, permission, disk. */
const NOT_DAMAGED: ReadonlySet<number> = new Set([3, 5, 6, 7, 9, 10, 13, 14]);

/**
 * Returns what work that only reads a ledger returns. What SQLite or the reading
 * of its rows stumbles over is told as what it is: a damaged file.
 *
 * @param path The ledger's file, for the message
 * @throws {QtcError} `unavailable`, and what the work throws of these itself
 */
export function orDamaged<T>(path: string, work: () => T): T {
  try {
    return work();
  } catch (cause) {
    if (cause instanceof QtcError) throw cause;
    const state = isDamage(cause)
      ? `it is damaged (${errorText(cause)}); qtc verify says more, restore ` +
        "the last backup"
      : errorText(cause);
    throw new QtcError(
      "unavailable",
      `Cannot read ledger "${path}": ${state}`,
      { cause },
    );
  }
}

/** Returns the same methods, each with {@linkcode orDamaged} around it. */
export function guarded<T extends object>(path: string, methods: T): T {
  return Object.fromEntries(
    Object.entries(methods).map(([name, method]) => [
      name,
      (...values: unknown[]) => orDamaged(path, () => method(...values)),
    ]),
  ) as T;
}

/** Source: https://sqlite.org/rescode.html, the low byte is the primary code. */
function isDamage(error: unknown): boolean {
  const { errcode } = Object(error) as { readonly errcode?: unknown };
  return typeof errcode !== "number" || !NOT_DAMAGED.has(errcode & 0xff);
}
