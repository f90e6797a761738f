import { serverClock } from "../adapters/alpaca/clock.ts";
import type { AlpacaRest } from "../adapters/alpaca/rest.ts";
import { pacedClock } from "../adapters/system/clock.ts";
import { errorText, QtcError } from "../domain/error.ts";
import type { Clock } from "../ports/clock.ts";
import { refusedKeys } from "./alpaca_refusal.ts";

/** How often the clock is read, and how many readings may fail. */
const READINGS = 3;
const FAILURES_MAX = 3;
/** Between a reading that failed and the next, milliseconds. */
const PAUSE_MS = 2_000;
const TIMEOUT_MS = 10_000;

/**
 * Returns a clock in step with that of an Alpaca on loopback. It is read three
 * times; the answer that took the shortest counts.
 *
 * @param wall Real time
 * @throws {QtcError} `invalid` when the keys are refused, `unavailable` when it
 *   does not tell its time
 */
export async function alpacaClock(
  rest: AlpacaRest,
  wall: Clock,
  url: string,
): Promise<Clock> {
  const readings: Reading[] = [];
  let failures = 0;
  while (readings.length < READINGS) {
    try {
      readings.push(await readClock(rest));
    } catch (cause) {
      if (++failures >= FAILURES_MAX && readings.length > 0) break;
      if (failures >= FAILURES_MAX) {
        throw refusedKeys(cause) ?? new QtcError(
          "unavailable",
          `Cannot read the clock of the Alpaca at ${url}: ` +
            `${errorText(cause)}; qtc fake-alpaca starts one`,
          { cause },
        );
      }
      await wall.sleepUntil(wall.now() + PAUSE_MS);
    }
  }
  readings.sort((a, b) => a.tookMs - b.tookMs);
  return readings[0]!.clock;
}

interface Reading {
  readonly clock: Clock;
  /** Real milliseconds. */
  readonly tookMs: number;
}

async function readClock(rest: AlpacaRest): Promise<Reading> {
  const { signal } = new AbortController();
  const limits = { signal, tries: 1, timeoutMs: TIMEOUT_MS };
  const asked = performance.now();
  // Sent once: waits in between would be taken for a difference.
  const { at, speed = 1 } = await serverClock(rest, limits);
  const tookMs = performance.now() - asked;
  // It was read somewhere between the question and now.
  const start = at + tookMs / 2 * speed;
  return { clock: pacedClock({ start, speed }), tookMs };
}
