import type { Instrument } from "../../domain/instrument.ts";
import { refusal } from "./refusal.ts";
import type { World } from "./world.ts";

/** Says why a request cannot be answered; becomes the answer. */
export class Refused extends Error {
  override readonly name = "Refused";

  /** @param answer What the client gets */
  constructor(readonly answer: Response) {
    super("the request is refused");
  }
}

/** Refuses a parameter as the data host does. */
export function refuse(message: string): never {
  throw new Refused(refusal(400, 40010000, message));
}

/** Most symbols of one request. */
const SYMBOLS_MAX = 1_000;

/**
 * Returns the instruments that a `symbols` parameter names; those that the fake
 * does not know are left out, as there are no bars of them.
 *
 * @throws {Refused} when it is missing or holds what no symbol looks like
 */
export function readSymbols(
  query: URLSearchParams,
  { instrument }: Pick<World, "instrument">,
  assetClass: Instrument["assetClass"],
): Instrument[] {
  const names = (query.get("symbols") ?? "").split(",").filter(Boolean);
  if (names.length === 0) refuse("symbols is required");
  if (names.length > SYMBOLS_MAX) refuse("too many symbols");
  const pattern = assetClass === "crypto"
    ? /^[A-Z0-9]+\/[A-Z]+$/
    : /^[A-Z][A-Z0-9.]*$/;
  const odd = names.find((name) => !pattern.test(name));
  if (odd !== undefined) refuse(`invalid symbol: ${odd.slice(0, 40)}`);
  return [...new Set(names)].flatMap((name) => {
    const found = instrument(name);
    return found?.assetClass === assetClass ? [found] : [];
  });
}

/**
 * Returns a whole number of a parameter.
 *
 * @throws {Refused} when it is none or out of `least` to `most`
 */
export function readCount(
  query: URLSearchParams,
  name: string,
  { least, most, usual }: {
    readonly least: number;
    readonly most: number;
    readonly usual: number;
  },
): number {
  const text = query.get(name);
  if (text === null || text === "") return usual;
  const value = /^\d+$/.test(text) ? Number(text) : NaN;
  if (value >= least && value <= most) return value;
  refuse(`invalid ${name}: it must be between ${least} and ${most}`);
}

/**
 * Returns a time of a parameter, Unix milliseconds: RFC 3339 with any offset,
 * nanoseconds dropped, or a date, which is its first instant in New York.
 *
 * @throws {Refused} when it is neither
 */
export function readTime(
  query: URLSearchParams,
  name: string,
): number | undefined {
  const text = query.get(name);
  if (text === null || text === "") return undefined;
  if (/^\d{4}-\d\d-\d\d$/.test(text)) {
    const start = Date.parse(text);
    if (!Number.isNaN(start)) return newYorkMidnight(text);
  }
  const isTime =
    /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:\d\d)$/
      .test(text);
  const time = isTime ? Date.parse(text) : NaN;
  if (Number.isNaN(time)) refuse(`invalid ${name}: ${text.slice(0, 40)}`);
  return time;
}

/**
 * Returns a day of a parameter, `YYYY-MM-DD`.
 *
 * @throws {Refused} when it is none
 */
export function readDay(
  query: URLSearchParams,
  name: string,
): string | undefined {
  // The official package sends a day as an instant.
  const text = query.get(name)?.slice(0, 10);
  if (!text) return undefined;
  const time = /^\d{4}-\d\d-\d\d$/.test(text) ? Date.parse(text) : NaN;
  if (Number.isNaN(time)) refuse(`invalid ${name}: ${text}`);
  return text;
}

/**
 * Returns one of some words.
 *
 * @throws {Refused} when it is another
 */
export function readWord<T extends string>(
  query: URLSearchParams,
  name: string,
  words: readonly [T, ...T[]],
): T {
  const text = query.get(name) || words[0];
  const found = words.find((word) => word === text);
  if (found !== undefined) return found;
  refuse(`invalid ${name}: ${text.slice(0, 40)}`);
}

function newYorkMidnight(date: string): number {
  return Temporal.PlainDate.from(date)
    .toZonedDateTime("America/New_York").epochMilliseconds;
}
