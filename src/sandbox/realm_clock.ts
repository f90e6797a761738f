import type { Own } from "./realm_own.ts";

/** The realm's time and chance. */
export interface RealmClock {
  /** Sets what `Date` says, Unix milliseconds, and what `Math.random` draws from. */
  set(now: number, seed: readonly number[]): void;
}

/**
 * Replaces everything in the realm that knows the time or rolls dice. Part of
 * the realm's loader: nothing outside the function exists there.
 *
 * Source: PractRand's sfc32 (C. Doty-Humphrey)
 */
export function installClock(own: Own, global: typeof globalThis): RealmClock {
  const RealDate = own.Date;
  let now = 0;
  let [a, b, c, counter] = [0, 0, 0, 0];
  const hide = (target: object, name: PropertyKey, value: unknown) =>
    own.defineProperty(target, name, {
      value,
      writable: true,
      enumerable: false,
      configurable: true,
    });

  function MinuteDate(...args: unknown[]): unknown {
    if (!new.target) return own.dateToString(new RealDate(now));
    const target = new.target === MinuteDate ? RealDate : new.target;
    return own.construct(RealDate, args.length === 0 ? [now] : args, target);
  }
  own.defineProperty(MinuteDate, "name", { value: "Date" });
  own.defineProperty(MinuteDate, "length", { value: 7 });
  own.defineProperty(MinuteDate, "prototype", {
    value: RealDate.prototype,
    writable: false,
  });
  hide(MinuteDate, "now", () => now);
  hide(MinuteDate, "parse", RealDate.parse);
  hide(MinuteDate, "UTC", RealDate.UTC);
  hide(RealDate.prototype, "constructor", MinuteDate);
  hide(global, "Date", MinuteDate);

  const next = () => {
    const sum = (a + b | 0) + counter | 0;
    counter = counter + 1 | 0;
    a = b ^ b >>> 9;
    b = c + (c << 3) | 0;
    c = (c << 21 | c >>> 11) + sum | 0;
    return (sum >>> 0) / 4294967296;
  };
  hide(global.Math, "random", () => next());

  return {
    set(minuteEnd, seed) {
      now = minuteEnd;
      a = seed[0]! | 0;
      b = seed[1]! | 0;
      c = seed[2]! | 0;
      counter = seed[3]! | 0;
      for (let round = 0; round < 12; round++) next();
    },
  };
}

/**
 * Makes `Temporal.Now` and `Intl.DateTimeFormat` read the realm's `Date`, which
 * {@linkcode installClock} has replaced before. Part of the realm's loader.
 */
export function installCalendars(
  own: Own,
  global: typeof globalThis,
): void {
  const now = global.Date.now;
  const hide = (target: object, name: PropertyKey, value: unknown) =>
    own.defineProperty(target, name, {
      value,
      writable: true,
      enumerable: false,
      configurable: true,
    });
  const temporal = (global as { Temporal?: typeof Temporal }).Temporal;
  if (temporal) {
    const Instant = temporal.Instant;
    const from = Instant.fromEpochMilliseconds;
    const toZoned = Instant.prototype.toZonedDateTimeISO;
    const zoned = (zone: unknown) =>
      own.apply(toZoned, own.apply(from, Instant, [now()]), [zone ?? "UTC"]);
    const zonedPrototype = temporal.ZonedDateTime.prototype;
    const { toPlainDateTime, toPlainDate, toPlainTime } = zonedPrototype;
    const clock = temporal.Now;
    hide(clock, "instant", () => own.apply(from, Instant, [now()]));
    hide(clock, "timeZoneId", () => "UTC");
    hide(clock, "zonedDateTimeISO", zoned);
    hide(
      clock,
      "plainDateTimeISO",
      (zone: unknown) => own.apply(toPlainDateTime, zoned(zone), []),
    );
    hide(
      clock,
      "plainDateISO",
      (zone: unknown) => own.apply(toPlainDate, zoned(zone), []),
    );
    hide(
      clock,
      "plainTimeISO",
      (zone: unknown) => own.apply(toPlainTime, zoned(zone), []),
    );
  }
  const intl = (global as { Intl?: typeof Intl }).Intl;
  if (intl) {
    const prototype = intl.DateTimeFormat.prototype;
    const format = Object.getOwnPropertyDescriptor(prototype, "format")!.get!;
    const toParts = prototype.formatToParts;
    own.defineProperty(prototype, "format", {
      configurable: true,
      enumerable: false,
      get(this: unknown) {
        const bound = own.apply(format, this, []) as (at: unknown) => string;
        return (at: unknown) => bound(at === undefined ? now() : at);
      },
    });
    hide(prototype, "formatToParts", function (this: unknown, at: unknown) {
      return own.apply(toParts, this, [at === undefined ? now() : at]);
    });
  }
}
