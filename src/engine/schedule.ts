import { MINUTE_MS } from "../domain/bar.ts";
import { isRegular, nextSession } from "../domain/calendar.ts";
import { type Instrument, isListed } from "../domain/instrument.ts";

/**
 * Says whether the minute that starts at `minute` (Unix milliseconds) is to be
 * run: every one while there is crypto, else those of equity sessions (R13).
 */
export function isDue(
  instruments: Iterable<Instrument>,
  minute: number,
): boolean {
  const inSession = isRegular(minute);
  for (const instrument of instruments) {
    if (!isListed(instrument, minute)) continue;
    if (inSession || instrument.assetClass === "crypto") return true;
  }
  return false;
}

/**
 * Returns the first minute to run after `after`, or `undefined` when no
 * instrument has data any more.
 */
export function nextDue(
  instruments: readonly Instrument[],
  after: number,
): number | undefined {
  let minute = after + MINUTE_MS;
  while (instruments.some((each) => minute < (each.listedUntil ?? Infinity))) {
    if (isDue(instruments, minute)) return minute;
    minute = nextChange(instruments, minute);
  }
  return undefined;
}

/** Returns when next a session opens or an instrument's data begins. */
function nextChange(
  instruments: readonly Instrument[],
  minute: number,
): number {
  const starts = instruments.flatMap(({ listedFrom }) =>
    listedFrom !== undefined && listedFrom > minute ? [listedFrom] : []
  );
  return Math.min(nextSession(minute).open, ...starts);
}
