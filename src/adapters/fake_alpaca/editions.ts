import { type Bar, MINUTE_MS } from "../../domain/bar.ts";
import type { Fault } from "./faults.ts";
import { type WireBar, wireBar } from "./wire_bar.ts";
import type { World } from "./world.ts";

/** How one symbol's bar of a minute comes out; absent: as it is. */
export interface Oddity {
  /** It never comes. */
  readonly missing?: true;
  /** It comes so much later than usual, milliseconds. */
  readonly lateMs?: number;
  /** What is shown until it is mended; two for a bar that comes twice. */
  readonly first?: readonly WireBar[];
}

/** How the bars of minutes come out: decided once for each minute, by its faults. */
export interface Editions {
  /**
   * Returns what is odd about the bars of a minute (its start, Unix
   * milliseconds) that is over, by symbol.
   */
  of(minute: number): Promise<ReadonlyMap<string, Oddity>>;
  /**
   * Returns what a REST request sees of a bar at a time: no row, one, or the
   * two of a bar that comes twice.
   */
  rows(bar: Bar, now: number): Promise<readonly WireBar[]>;
}

/** REST has a bar this long after its minute, milliseconds. */
export const REST_DELAY_MS = 1_000;
/** A bar is mended this long after its minute, milliseconds. */
export const REVISED_MS = 30_000;
/** Minutes whose oddities are remembered. */
const MINUTES_KEPT = 5_000;

const NOTHING: ReadonlyMap<string, Oddity> = new Map();

/** Returns the editions of the minutes that end from now on; earlier ones are as they are. */
export function openEditions(world: World): Editions {
  const begun = world.clock.now();
  const known = new Map<number, Promise<ReadonlyMap<string, Oddity>>>();
  const of = (minute: number): Promise<ReadonlyMap<string, Oddity>> => {
    if (minute + MINUTE_MS <= begun) return Promise.resolve(NOTHING);
    let edition = known.get(minute);
    if (!edition) {
      edition = decide(world, minute);
      known.set(minute, edition);
      for (const oldest of known.keys()) {
        if (known.size <= MINUTES_KEPT) break;
        known.delete(oldest);
      }
    }
    return edition;
  };
  return {
    of,
    async rows(bar, now) {
      const due = bar.at + MINUTE_MS;
      if (now < due + REST_DELAY_MS) return [];
      const oddity = (await of(bar.at)).get(bar.symbol);
      if (!oddity) return [wireBar(bar)];
      const { missing, lateMs = 0, first } = oddity;
      if (missing || now < due + REST_DELAY_MS + lateMs) return [];
      return first && now < due + REVISED_MS ? first : [wireBar(bar)];
    },
  };
}

/** Asks for each fault once, for the minute and then for each bar of it. */
async function decide(
  { faults, bars }: World,
  minute: number,
): Promise<ReadonlyMap<string, Oddity>> {
  const found = await bars(minute - 1, minute);
  if (found.length === 0) return NOTHING;
  const odd = new Map<string, Oddity>();
  const isNone = wholeMinute(faults.find("bars_none"));
  if (isNone && faults.take("bars_none")) {
    for (const { symbol } of found) odd.set(symbol, { missing: true });
    return odd;
  }
  const isLate = wholeMinute(faults.find("bars_late"));
  const late = isLate ? faults.take("bars_late") : undefined;
  for (const bar of found) {
    const { symbol } = bar;
    const oddity = {
      ...(faults.take("bar_missing", { symbol }) && { missing: true } as const),
      ...lateness(late ?? faults.take("bars_late", { symbol })),
      ...firstForm(faults, bar),
    };
    if (Object.keys(oddity).length > 0) odd.set(symbol, oddity);
  }
  return odd;
}

/** Says whether a fault is for all symbols at once, and not for one. */
function wholeMinute(fault: Fault | undefined): boolean {
  return fault !== undefined && fault.symbol === undefined;
}

function lateness(fault: Fault | undefined): Pick<Oddity, "lateMs"> {
  return fault ? { lateMs: fault.value ?? 20_000 } : {};
}

function firstForm(
  faults: World["faults"],
  bar: Bar,
): Pick<Oddity, "first"> {
  const { symbol } = bar;
  const wire = wireBar(bar);
  const revised = faults.take("bar_revised", { symbol });
  if (revised) return { first: [earlier(wire, revised.value ?? 1.001)] };
  if (faults.take("bar_inconsistent", { symbol })) {
    return { first: [{ ...wire, l: wire.h * 1.01 }] };
  }
  if (faults.take("bar_null", { symbol })) {
    return { first: [{ ...wire, c: null }] };
  }
  if (faults.take("bar_huge", { symbol })) {
    return { first: [{ ...wire, h: 1e308 }] };
  }
  if (faults.take("bar_twice", { symbol })) {
    return { first: [wire, earlier(wire, 1.001)] };
  }
  return {};
}

/** Returns a bar that holds together and has another close. */
function earlier(wire: WireBar, factor: number): WireBar {
  const close = (wire.c ?? wire.o) * factor;
  return {
    ...wire,
    c: close,
    h: Math.max(wire.h, close),
    l: Math.min(wire.l, close),
  };
}
