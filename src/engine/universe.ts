import type { Instrument } from "../domain/instrument.ts";
import { type Engine, record } from "./engine.ts";

/** What {@linkcode takeUniverse} works with. */
export type UniverseDesk =
  & Pick<Engine, "log">
  & Parameters<typeof record>[0];

/**
 * Takes in what can be traded from now on, and in which steps; the symbols are
 * those of the start.
 *
 * @returns How many have changed; `undefined` while a minute is open: what it
 *   decides by stays
 * @throws {QtcError} `unavailable` when the ledger cannot be written
 */
export function takeUniverse(
  desk: UniverseDesk,
  found: readonly Instrument[],
): number | undefined {
  const { books, log } = desk;
  if (books.open) return undefined;
  const known = new Map(found.map((each) => [each.symbol, each]));
  const before = [...books.instruments.values()];
  const after = before.map((each) => {
    const now = known.get(each.symbol);
    if (!now) return each;
    const { untradable: _, ...rest } = each;
    const { quantityStep, tick, untradable } = now;
    return { ...rest, quantityStep, tick, ...(untradable && { untradable }) };
  });
  const changed = after.filter((each, i) => !isSame(each, before[i]!));
  if (changed.length === 0) return 0;
  record(desk, { events: [{ kind: "universe", instruments: after }] });
  for (const { symbol, untradable } of changed) {
    log.write(
      "warning",
      untradable
        ? `Nobody can trade ${symbol} at the broker for now`
        : `${symbol} trades in other steps, or again`,
    );
  }
  return changed.length;
}

function isSame(a: Instrument, b: Instrument): boolean {
  return a.quantityStep === b.quantityStep && a.tick === b.tick &&
    a.untradable === b.untradable;
}
