const INSTANT =
  /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:\d\d)?)?$/;
const ZONE = /(Z|[+-]\d\d:\d\d)$/;

/**
 * Returns the moment that a text such as `2026-11-20` or
 * `2026-11-20T14:30:00Z` names, Unix milliseconds; `undefined` when it names
 * none. Without a zone it is UTC, and never the machine's.
 */
export function instantOf(text: string): number | undefined {
  if (!INSTANT.test(text)) return undefined;
  const isLocal = text.length > 10 && !ZONE.test(text);
  const time = Date.parse(isLocal ? `${text}Z` : text);
  // Date.parse() takes 30 February for 1 March.
  const date = text.slice(0, 10);
  const isDay = !Number.isNaN(time) &&
    new Date(Date.parse(date)).toISOString().startsWith(date);
  return isDay ? time : undefined;
}
