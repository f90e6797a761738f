/**
 * Returns an instant as the HTTP contract writes it, such as
 * `2025-01-15T14:30:00+00:00`; milliseconds only when there are any.
 *
 * @param time Unix milliseconds
 */
export function isoTime(time: number): string {
  return new Date(time).toISOString().replace(/(\.000)?Z$/, "+00:00");
}

/** Returns {@linkcode isoTime}, or JSON's `null` when there is no time. */
export function isoTimeOrNull(time: number | undefined): string | null {
  return time === undefined ? null : isoTime(time);
}
