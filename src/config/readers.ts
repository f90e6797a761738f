/**
 * How the text of one setting becomes a value. Every failure says what would
 * have been right.
 *
 * @module
 */

import { z } from "zod";
import { type Money, ONE, parseDecimal } from "../domain/decimal.ts";
import { SYMBOL_PATTERN } from "../domain/instrument.ts";

/** When the simulated clock starts: at once in real time, on a day, at an instant. */
export type StartTime =
  | "now"
  /** `YYYY-MM-DD`, 2000 to 2040. */
  | { readonly date: string }
  /** Unix milliseconds. */
  | { readonly instant: number };

/** Largest amount of cash that a team may start with, dollars. */
export const CASH_MAX = 1_000_000_000_000;

/** Bounds of {@linkcode numberText}. */
export interface NumberBounds {
  /** Smallest value, inclusive unless `above`. */
  readonly min: number;
  /** Largest value, inclusive. */
  readonly max: number;
  /** Refuses `min` itself. */
  readonly above?: boolean;
  /** Refuses fractions. */
  readonly whole?: boolean;
}

/** Returns a schema of a plain decimal number within bounds. */
export function numberText(bounds: NumberBounds): z.ZodType<number, string> {
  const { min, max, above = false, whole = false } = bounds;
  const kind = whole ? "a whole number" : "a number";
  const wanted = `must be ${kind} ${above ? "above" : "from"} ${min} ` +
    `${above ? "and at most" : "to"} ${max}`;
  const pattern = whole ? /^-?\d{1,15}$/ : /^-?\d{1,15}(\.\d{1,12})?$/;
  return read(wanted, (text) => {
    const value = Number(text);
    const fits = value <= max && (above ? value > min : value >= min);
    return pattern.test(text) && fits ? value : undefined;
  });
}

/** Returns a schema of an amount of dollars from 0, read exactly. */
export function cashText(): z.ZodType<Money, string> {
  const wanted = `must be dollars from 0 to ${CASH_MAX}, such as 10000 or ` +
    "2500.50";
  return read(wanted, readCash);
}

/** Returns the dollars that a text names, or `undefined` when it is not 0..1e12. */
export function readCash(text: string): Money | undefined {
  if (!/^\d{1,13}(\.\d{1,9})?$/.test(text)) return undefined;
  const cash = parseDecimal<Money>(text);
  return cash <= BigInt(CASH_MAX) * ONE ? cash : undefined;
}

/** Returns a schema of yes or no. */
export function switchText(): z.ZodType<boolean, string> {
  return read("must be true or false", readSwitch);
}

/** Returns what `true`, `1`, `yes`, `on` and their opposites mean, in any case. */
export function readSwitch(text: string): boolean | undefined {
  const word = text.toLowerCase();
  if (["true", "1", "yes", "on"].includes(word)) return true;
  if (["false", "0", "no", "off"].includes(word)) return false;
  return undefined;
}

/** Returns a schema of one of a few words. */
export function wordText<const W extends string>(
  ...words: readonly W[]
): z.ZodType<W, string> {
  return read(
    `must be ${words.slice(0, -1).join(", ")} or ${words.at(-1)}`,
    (text) => words.find((word) => word === text),
  );
}

/** Returns a schema of a path or a name: any text that is not empty. */
export function plainText(what: string): z.ZodType<string, string> {
  return read(
    `must be ${what}`,
    (text) => text.trim() === "" || text.includes("\0") ? undefined : text,
  );
}

/** Returns a schema of a host to listen on. */
export function hostText(): z.ZodType<string, string> {
  return read(
    "must be a host name or address such as 127.0.0.1, without a port",
    (text) => /^[A-Za-z0-9.-]+$|^[0-9A-Fa-f:.]+$/.test(text) ? text : undefined,
  );
}

/** Returns a schema of a speed: simulated minutes a minute, or `max`. */
export function speedText(): z.ZodType<number | "max", string> {
  const number = numberText({ min: 0, above: true, max: 100_000 });
  return read("must be max, or a number above 0 and at most 100000", (text) => {
    if (text === "max") return text;
    return number.safeParse(text).data;
  });
}

/** Returns a schema of an instant with an offset, as Unix milliseconds. */
export function instantText(): z.ZodType<number, string> {
  return read(
    "must be a time with its offset, such as 2026-11-20T21:00:00Z, from 2000 " +
      "to 2040",
    readInstant,
  );
}

/** Returns a schema of {@linkcode StartTime}. */
export function startTimeText(): z.ZodType<StartTime, string> {
  return read<StartTime>(
    "must be now, a date such as 2026-11-20, or a time with its offset such " +
      "as 2026-11-20T14:30:00Z, from 2000 to 2040",
    (text) => {
      if (text === "now") return text;
      if (/^\d{4}-\d{2}-\d{2}$/.test(text)) {
        return readInstant(`${text}T00:00Z`) === undefined
          ? undefined
          : { date: text };
      }
      const instant = readInstant(text);
      return instant === undefined ? undefined : { instant };
    },
  );
}

/** Returns a schema of symbols with commas between them. */
export function symbolsText(): z.ZodType<readonly string[], string> {
  return read(
    "must be symbols with commas between them, each once, such as AAPL,BTC",
    (text) => {
      const symbols = text.split(",").map((part) => part.trim().toUpperCase());
      const fit = symbols.every((symbol) => SYMBOL_PATTERN.test(symbol));
      return fit && new Set(symbols).size === symbols.length
        ? symbols
        : undefined;
    },
  );
}

/** Returns the Unix milliseconds of a time with its offset, 2000 to 2040. */
export function readInstant(text: string): number | undefined {
  const shape =
    /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2})$/;
  if (!shape.test(text)) return undefined;
  try {
    const time = Temporal.Instant.from(text).epochMilliseconds;
    const year = new Date(time).getUTCFullYear();
    return year >= 2000 && year <= 2040 ? time : undefined;
  } catch {
    // The shape fits, but there is no such day or hour.
    return undefined;
  }
}

/** Returns a schema that fails with `wanted` when `convert` gives nothing. */
export function read<T>(
  wanted: string,
  convert: (text: string) => T | undefined,
): z.ZodType<T, string> {
  return z.string().transform((text, context) => {
    const value = convert(text);
    if (value !== undefined) return value;
    context.issues.push({ code: "custom", message: wanted, input: text });
    return z.NEVER;
  });
}
