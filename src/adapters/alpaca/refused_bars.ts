import { MINUTE_MS } from "../../domain/bar.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Log } from "../../ports/log.ts";
import type { BarFault } from "./fetch_bars.ts";

/** Most symbols that a line names. */
const NAMES_MAX = 5;

/**
 * Returns what writes a line about bars that cannot be used: which, and what is
 * wrong with the first of them. The same symbols make one line a minute, however
 * often they are asked for.
 */
export function refusedBars(
  { clock, log }: { readonly clock: Clock; readonly log: Log },
): (faults: readonly BarFault[]) => void {
  const told = new Set<string>();
  let minute = -Infinity;
  return (faults) => {
    const now = Math.floor(clock.now() / MINUTE_MS);
    if (now !== minute) told.clear();
    minute = now;
    const fresh = faults.filter(({ symbol }) => !told.has(symbol));
    const [first] = fresh;
    if (!first) return;
    const symbols = [...new Set(fresh.map(({ symbol }) => symbol))];
    for (const symbol of symbols) told.add(symbol);
    const more = symbols.length > NAMES_MAX ? ", …" : "";
    log.write("warning", "Refused bars", {
      symbols: symbols.slice(0, NAMES_MAX).join(", ") + more,
      reason: first.reason,
      bars: fresh.length,
    });
  };
}
