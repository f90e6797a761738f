import { MINUTE_MS } from "../domain/bar.ts";
import {
  competitionLine,
  endBefore,
  endCompetition,
  isOver,
  nextLook,
  pendingEnd,
  sayOver,
} from "./competition.ts";
import { type Engine, record } from "./engine.ts";
import { runMinute } from "./minute.ts";
import { minuteText } from "./minute_text.ts";
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
export type LoopResult =
  | "stopped"
  | "duration"
  | "until"
  | "end of data"
  | "competition over";

/**
 * Runs each minute that is due, in order, once each, until `end` says so. The
 * next minute is kept, not computed from the clock: a clock that steps back
 * runs nothing twice. In real time a minute whose successor is due as well is
 * missed, never queued: late signals would trade on stale prices. When the
 * competition is over nothing runs any more; without an `end` of its own the
 * loop then waits for its stop, so that the board can be read.
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
  const look = registryLooks(engine);
  let next = nextMinute(engine, first - MINUTE_MS);
  const start = startMinute(engine, first, next);
  let looked = start - MINUTE_MS;
  let said: number | undefined;
  if (isOver(engine.books)) await sayOver(engine);
  // Teams stand on the board before the first minute has come.
  else if (next !== undefined) await look(start);
  else sayNoBars(engine, first);
  while (!end.signal.aborted) {
    if (isOver(engine.books)) return await rest(end);
    const ends = endBefore(engine, next);
    const due = ends ?? next;
    if (due === undefined) return "end of data";
    if (isUntil(end, due, ends)) return "until";
    const ran = engine.books.minutesRun - before;
    // The end of a competition belongs to the last minute before it.
    const isUsedUp = end.duration !== undefined && ran >= end.duration;
    if (isUsedUp && !(ends !== undefined && ranLast(engine, ends))) {
      return "duration";
    }
    if (ends === undefined && said !== due) sayClosed(engine, said = due);
    const between = nextLook(engine, looked, due);
    if (between !== undefined) {
      await clock.sleepUntil(between + MINUTE_MS, end.signal);
      if (end.signal.aborted) break;
      await look(looked = between);
      continue;
    }
    if (ends !== undefined) {
      await clock.sleepUntil(ends, end.signal);
      if (end.signal.aborted) break;
      await endCompetition(engine, end.signal);
      continue;
    }
    await clock.sleepUntil(due + MINUTE_MS + settings.barDelayMs, end.signal);
    if (end.signal.aborted) break;
    const missed = lastMissed(engine, due);
    if (missed === undefined) {
      await look(looked = due);
      // The registry may have moved the end to before this minute.
      if (endBefore(engine, due) !== undefined) continue;
      await runMinute(engine, due);
      // In real time there is room enough, and nobody may hold up a minute.
      if (!settings.isLive) await engine.between?.();
    } else recordMissed(engine, due, missed);
    // What comes after a gap is waited for like any other minute.
    next = nextMinute(engine, missed ?? due);
  }
  return "stopped";
}

/** Takes in the registry for a minute, and says when the competition changed. */
function registryLooks(engine: Engine): (minute: number) => Promise<void> {
  let said: string | undefined;
  return async (minute) => {
    await applyRegistry(engine, minute);
    const line = competitionLine(engine.books, minute);
    if (line === said) return;
    said = line;
    if (line !== undefined) engine.log.write("info", line);
  };
}

/** A process that starts while the market is closed begins now, not when it opens. */
function startMinute(
  { clock }: Engine,
  first: number,
  next = first,
): number {
  const now = clock.now();
  return Math.min(Math.max(first, now - now % MINUTE_MS), next);
}

/** Says whether the last minute before an end has just run. */
function ranLast({ books }: Engine, ends: number): boolean {
  return books.lastMinute === ends - MINUTE_MS;
}

/** The end of a competition belongs to the time before it. */
function isUntil(
  { until = Infinity }: LoopEnd,
  due: number,
  ends: number | undefined,
): boolean {
  return ends === undefined ? due >= until : ends > until;
}

/** After the competition: whoever set an end has it, others want to see the board. */
async function rest({ duration, until, signal }: LoopEnd): Promise<LoopResult> {
  if (duration !== undefined || until !== undefined) return "competition over";
  if (!signal.aborted) {
    await new Promise((resolve) =>
      signal.addEventListener("abort", resolve, { once: true })
    );
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
  log.write("info", `The next minute is ${minuteText(next)}`);
}

/** Returns the last minute that is too late to run, if `due` is one. */
function lastMissed(engine: Engine, due: number): number | undefined {
  const { clock, settings, books } = engine;
  if (!settings.isLive) return undefined;
  const instruments = [...books.instruments.values()];
  const oldest = clock.now() - 2 * MINUTE_MS - settings.barDelayMs;
  const ends = pendingEnd(books) ?? Infinity;
  let last: number | undefined;
  for (
    let next: number | undefined = due;
    next !== undefined && next <= oldest && next < ends;
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
