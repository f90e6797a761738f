import { MINUTE_MS } from "../domain/bar.ts";
import { type Engine, record } from "./engine.ts";
import { runMinute } from "./minute.ts";
import { nextDue } from "./schedule.ts";
import { applyRegistry } from "./teams.ts";

/** When a loop ends, beside the end of the data. */
export interface LoopEnd {
  /** Minutes to run at most. */
  readonly duration?: number;
  /** First minute that is not run, Unix milliseconds. */
  readonly until?: number;
  readonly signal: AbortSignal;
}

/** Why a loop ended. */
export type LoopResult = "stopped" | "duration" | "until" | "end of data";

/**
 * Runs each minute that is due, in order, once each, until `end` says so. The
 * next minute is kept, not computed from the clock: a clock that steps back
 * runs nothing twice. In real time a minute whose successor is due as well is
 * missed, never queued: late signals would trade on stale prices.
 *
 * @param first First minute that may run, Unix milliseconds
 */
export async function runLoop(
  engine: Engine,
  first: number,
  end: LoopEnd,
): Promise<LoopResult> {
  const { clock, settings } = engine;
  const before = engine.books.minutesRun;
  let next = nextMinute(engine, first - MINUTE_MS);
  // Teams stand on the board before the first minute has come.
  if (next !== undefined) await applyRegistry(engine, next);
  else sayNoBars(engine, first);
  while (!end.signal.aborted) {
    if (next === undefined) return "end of data";
    if (end.until !== undefined && next >= end.until) return "until";
    const ran = engine.books.minutesRun - before;
    if (end.duration !== undefined && ran >= end.duration) return "duration";
    sayClosed(engine, next);
    await clock.sleepUntil(next + MINUTE_MS + settings.barDelayMs, end.signal);
    if (end.signal.aborted) break;
    const missed = lastMissed(engine, next);
    if (missed === undefined) {
      await applyRegistry(engine, next);
      await runMinute(engine, next);
    } else recordMissed(engine, next, missed);
    // What comes after a gap is waited for like any other minute.
    next = nextMinute(engine, missed ?? next);
  }
  return "stopped";
}

function nextMinute(
  { books, marketData }: Engine,
  after: number,
): number | undefined {
  const next = nextDue([...books.instruments.values()], after);
  if (next === undefined || next >= (marketData.end ?? Infinity)) {
    return undefined;
  }
  return next;
}

function sayNoBars({ log }: Engine, first: number): void {
  const time = new Date(first).toISOString();
  log.write("warning", `There are no bars from ${time} on: nothing to run`);
}

/** Says when the market is closed and when it goes on, once per gap. */
function sayClosed({ books, log }: Engine, next: number): void {
  const { lastMinute } = books;
  if (lastMinute !== undefined && next - lastMinute <= MINUTE_MS) return;
  const time = new Date(next).toISOString().slice(0, 16).replace("T", " ");
  log.write("info", `The next minute is ${time} UTC`);
}

/** Returns the last minute that is too late to run, if `due` is one. */
function lastMissed(engine: Engine, due: number): number | undefined {
  const { clock, settings, books } = engine;
  if (!settings.isLive) return undefined;
  const instruments = [...books.instruments.values()];
  const oldest = clock.now() - 2 * MINUTE_MS - settings.barDelayMs;
  let last: number | undefined;
  for (
    let next: number | undefined = due;
    next !== undefined && next <= oldest;
    next = nextDue(instruments, next)
  ) last = next;
  return last;
}

/** The bars of missed minutes come with the next one that runs. */
function recordMissed(engine: Engine, from: number, minute: number): void {
  engine.log.write("warning", "Missed minutes: they ended too long ago");
  record(engine, {
    events: [{ kind: "missed", from, minute, reason: "late" }],
  });
}
