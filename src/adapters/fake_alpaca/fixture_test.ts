import type { Bar } from "../../domain/bar.ts";
import { type Instrument, instrument } from "../../domain/instrument.ts";
import type { Clock } from "../../ports/clock.ts";
import type { MarketData } from "../../ports/market_data.ts";
import { fakeMarketData } from "../../testing/fake_market_data.ts";
import { makeWorld, type World } from "./world.ts";

/** A clock that moves when the test says so, and then wakes who has slept enough. */
export interface HandClock extends Clock {
  /** Moves on by `ms` milliseconds, sleeper by sleeper, and lets each one work. */
  advance(ms: number): Promise<void>;
}

/** Keys of the worlds that are made here. */
export const KEYS = { key: "PKTEST", secret: "secret of the test" };

/** Returns a clock that stands at `start`, RFC 3339. */
export function handClock(start: string): HandClock {
  let now = Date.parse(start);
  const sleepers = new Set<{ time: number; wake: () => void }>();
  return {
    now: () => now,
    sleepUntil(time, signal) {
      if (time <= now || signal?.aborted) return Promise.resolve();
      return new Promise((resolve) => {
        const sleeper = {
          time,
          wake: () => {
            sleepers.delete(sleeper);
            resolve();
          },
        };
        sleepers.add(sleeper);
        signal?.addEventListener("abort", sleeper.wake, { once: true });
      });
    },
    async advance(ms) {
      const end = now + ms;
      await settle();
      for (;;) {
        const [first] = [...sleepers].sort((a, b) => a.time - b.time);
        if (!first || first.time > end) break;
        now = Math.max(now, first.time);
        first.wake();
        await settle();
      }
      now = end;
    },
  };
}

/** Lets everything that waits for nothing but its turn go on. */
export async function settle(): Promise<void> {
  for (let n = 0; n < 50; n++) await Promise.resolve();
}

/** AAPL and MSFT, and BTC. */
export const INSTRUMENTS: readonly Instrument[] = [
  instrument("AAPL", "equity"),
  instrument("BTC", "crypto"),
  instrument("MSFT", "equity"),
];

/** Returns a world at `start` in which every minute of every symbol has a bar, unless said otherwise. */
export function testWorld(
  start: string,
  bar?: (symbol: string, at: number) => Partial<Bar> | undefined,
  market: MarketData = fakeMarketData({
    instruments: INSTRUMENTS,
    ...(bar && { bar }),
  }),
): { readonly world: World; readonly clock: HandClock } {
  const clock = handClock(start);
  const world = makeWorld({ clock, speed: 1, market, seed: 7, keys: KEYS });
  return { world, clock };
}
