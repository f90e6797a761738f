import { MINUTE_MS } from "../../domain/bar.ts";

const DAY_MINUTES = 1_440;

/**
 * Returns a function that says whether a minute of a symbol is told for the
 * first time: a bit each, so that millions of rows take little memory.
 */
export function seenMinutes(): (symbol: string, at: number) => boolean {
  const days = new Map<string, Map<number, Uint8Array>>();
  return (symbol, at) => {
    const minute = Math.floor(at / MINUTE_MS);
    const day = Math.floor(minute / DAY_MINUTES);
    let known = days.get(symbol);
    if (!known) days.set(symbol, known = new Map());
    let bits = known.get(day);
    if (!bits) known.set(day, bits = new Uint8Array(DAY_MINUTES / 8));
    const index = minute - day * DAY_MINUTES;
    const bit = 1 << index % 8;
    const byte = index >> 3;
    const before = bits[byte] ?? 0;
    if (before & bit) return false;
    bits[byte] = before | bit;
    return true;
  };
}
