import type { Clock } from "../../ports/clock.ts";
import { AlpacaError } from "./alpaca_error.ts";
import type { AlpacaRest, CallLimits } from "./rest.ts";

/** What Alpaca's clock says. */
export interface ServerTime {
  /** Unix milliseconds. */
  readonly at: number;
  /** Minutes a minute, > 0; said only by an Alpaca whose time runs otherwise. */
  readonly speed?: number;
}

/** How far our clock is from Alpaca's. */
export interface ClockOffset {
  /** Alpaca's time less ours, milliseconds, signed. */
  readonly offsetMs: number;
  /** By so much at most it may be otherwise: half of what the answer took, milliseconds. */
  readonly errorMs: number;
}

/** From here on a difference is worth a word, milliseconds. */
const OFFSET_MAX_MS = 2_000;

/**
 * Asks for Alpaca's time.
 *
 * @throws {AlpacaError}
 */
export async function serverClock(
  rest: AlpacaRest,
  limits: CallLimits,
): Promise<ServerTime> {
  const { timestamp, speed } = await rest.clock(limits);
  const at = Date.parse(timestamp);
  if (Number.isNaN(at)) {
    throw new AlpacaError({ what: "the clock", reason: "unexpected" });
  }
  return { at, ...(speed !== undefined && { speed }) };
}

/**
 * Measures how far our clock is from Alpaca's.
 *
 * @throws {AlpacaError}
 */
export async function clockOffset(
  rest: AlpacaRest,
  clock: Clock,
  limits: CallLimits,
): Promise<ClockOffset> {
  const before = clock.now();
  // Sent once: waits in between would be taken for a difference.
  const { at } = await serverClock(rest, { ...limits, tries: 1 });
  const after = clock.now();
  const errorMs = (after - before) / 2;
  return { offsetMs: at - (before + errorMs), errorMs };
}

/** How much more than so much is said, seconds: what is measured twice reads the same. */
const STEPS = [[600, "10 min"], [60, "1 min"], [10, "10 s"]] as const;

/** Returns what is wrong when two clocks differ by more than 2 s for certain. */
export function offsetReason(
  { offsetMs, errorMs }: ClockOffset,
): string | undefined {
  if (Math.abs(offsetMs) - errorMs <= OFFSET_MAX_MS) return undefined;
  const seconds = Math.abs(offsetMs) / 1000;
  const [, amount] = STEPS.find(([least]) => seconds > least) ?? [2, "2 s"];
  const way = offsetMs > 0 ? "behind" : "ahead of";
  return `clock_offset: this clock is more than ${amount} ${way} Alpaca's`;
}
