/**
 * Returns an instant for a line of the log: `2026-11-23 14:30 UTC`.
 *
 * @param time Unix milliseconds
 */
export function minuteText(time: number): string {
  return `${new Date(time).toISOString().slice(0, 16).replace("T", " ")} UTC`;
}
