import type { Child } from "./child.ts";
import type { Bench } from "./runner.ts";
import type { Seat } from "./seat.ts";
import { seatChild, startLimit } from "./seat.ts";

/** Pause before processes are started: what waits for an answer comes first, milliseconds. */
const PAUSE_MS = 100;
/** How often processes are looked at between minutes, milliseconds. */
const LOOK_MS = 2_000;
/** Processor time between two looks that is more than tidying up, milliseconds. */
const BUSY_MS = 1_000;

/** What goes on between two minutes. */
export interface Resting {
  begin(): void;
  /** Ends it; a minute can come. */
  end(): Promise<void>;
}

/** Returns what begins and ends {@linkcode rest}. */
export function restBetween(
  bench: Bench,
  seats: ReadonlyMap<string, Seat>,
): Resting {
  let comes = new AbortController();
  let resting: Promise<void> = Promise.resolve();
  return {
    begin() {
      comes = new AbortController();
      resting = rest(bench, seats, comes.signal).catch((error) =>
        bench.log.write("error", "Cannot look after strategies", {
          error: String(error),
        })
      );
    },
    async end() {
      comes.abort();
      await resting;
    },
  };
}

/**
 * What is done between two minutes, until `signal` aborts: processes that are
 * missing are started, and whoever goes on computing is ended.
 */
export async function rest(
  bench: Bench,
  seats: ReadonlyMap<string, Seat>,
  signal: AbortSignal,
): Promise<void> {
  const { wall, dog, slots } = bench;
  await wall.sleepUntil(wall.now() + PAUSE_MS, signal);
  const patrol = dog.patrol(signal);
  // Half of the cores at most: the rest is for whoever asks something.
  const starters = Math.max(1, Math.floor(slots / 2));
  // Once each: what does not start now is tried again in its minute.
  const tried = new Set<Seat>();
  let before = new Map<Child, number>();
  while (!signal.aborted) {
    const all = seats.values();
    const starter = async () => {
      for (const seat of all) {
        if (signal.aborted) return;
        if (seat.child?.isAlive || tried.has(seat)) continue;
        tried.add(seat);
        await start(bench, seat, signal);
      }
    };
    await Promise.all(Array.from({ length: starters }, starter));
    before = endRestless(bench, seats, before);
    await wall.sleepUntil(wall.now() + LOOK_MS, signal);
  }
  await patrol;
}

/** Starts a process and waits until it can take a minute, or until a minute comes. */
async function start(
  bench: Bench,
  seat: Seat,
  signal: AbortSignal,
): Promise<void> {
  const child = seatChild(bench, seat);
  if (!child) return;
  bench.dog.watch(child, startLimit(bench));
  const comes = new Promise<void>((resolve) => {
    signal.addEventListener("abort", () => resolve(), { once: true });
  });
  await Promise.race([child.ready, comes]);
  bench.dog.release(child);
}

/**
 * Ends processes that have used much time since the last look.
 *
 * @param before Processor time of each process at the last look, milliseconds
 * @returns The same, now
 */
function endRestless(
  { log }: Bench,
  seats: ReadonlyMap<string, Seat>,
  before: ReadonlyMap<Child, number>,
): Map<Child, number> {
  const now = new Map<Child, number>();
  for (const [teamId, seat] of seats) {
    const { child } = seat;
    if (!child?.isAlive) continue;
    const usedMs = child.processCpuMs();
    now.set(child, usedMs);
    if (usedMs - (before.get(child) ?? usedMs) < BUSY_MS) continue;
    child.kill("crashed");
    seat.isRestless = true;
    log.write("warning", "Ended a strategy that did not rest", { teamId });
  }
  return now;
}
