import { askedDays } from "../adapters/system/asked_days.ts";
import { stopSignal } from "../adapters/system/signals.ts";
import { QtcError } from "../domain/error.ts";
import { backfill, type BackfillReport } from "../engine/backfill.ts";
import { type BarDesk, openBarDesk } from "./bar_desk.ts";
import { count, dataProgress } from "./data_progress.ts";
import { dayRange, namedSymbols } from "./day_range.ts";
import type { OpenNamedFeed } from "./past_feed.ts";
import type { Program } from "./program.ts";

/** What a command about bars of the past is about. */
export interface PastOptions {
  readonly dataDir: string;
  /** Days that logs are kept in the lake; 0 for ever. */
  readonly keepLogsDays: number;
  /** Days, `YYYY-MM-DD`, both included. */
  readonly from: string;
  readonly to: string;
  /** `A,B`; absent: all. */
  readonly symbols?: string;
  readonly openFeed: OpenNamedFeed;
}

/** What {@linkcode backfillCommand} works with. */
export interface PastProgram extends Program {
  /** Aborts when the user interrupts it; default: on SIGINT and SIGTERM. */
  readonly stop?: AbortSignal;
}

/**
 * Runs `qtc backfill`: fetches what is missing of some days.
 *
 * @returns The exit code
 * @throws {QtcError} with what the caller has to mend, or `unavailable` when the
 *   source or the server cannot be had, or it was interrupted: what was added by
 *   then stays
 */
export async function backfillCommand(
  options: PastOptions,
  { print, wall, onStarted, stop = stopSignal(() => {}) }: PastProgram,
): Promise<number> {
  const { dataDir } = options;
  const progress = dataProgress(wall);
  const { tell } = progress;
  const desk = openBarDesk({ ...options, verb: "backfill", wall, stop, tell });
  try {
    const range = dayRange(options.from, options.to, desk.next);
    const symbols = namedSymbols(options.symbols, desk.books.instruments);
    const { identity, books } = desk;
    const marketData = await options.openFeed(identity, books.instruments);
    onStarted();
    const report = await backfill({ ...deskOf(desk), marketData }, {
      ...range,
      ...(symbols && { symbols }),
      done: askedDays(dataDir, marketData.source),
      onProgress: (report) => progress.show(progressText(report)),
      signal: stop,
    });
    if (stop.aborted) throw interrupted(dataDir, report);
    const { added, revised, there, before } = report;
    print(
      `Backfilled ${options.from} to ${options.to}: ${count(added)} bars ` +
        `added, ${count(revised)} with other values; ${count(there)} days of ` +
        `a symbol were there, ${count(before)} had been asked for before`,
    );
    return 0;
  } finally {
    progress.end();
    await desk.close();
  }
}

/** Returns a desk as the engine wants it; the universe stays as it was. */
export function deskOf(desk: BarDesk) {
  const { books, history, add, breathe } = desk;
  return { books: () => books, history, add, breathe };
}

function progressText(
  { date, days, daysAll, fetched, added }: BackfillReport,
): string {
  const upTo = date === undefined ? "" : `, up to ${date}`;
  return `${Math.floor(100 * days / daysAll)} %${upTo}: ` +
    `${count(fetched)} bars came, ${count(added)} added`;
}

function interrupted(
  dataDir: string,
  { added, date }: BackfillReport,
): QtcError {
  const upTo = date === undefined ? "" : ` up to ${date}`;
  return new QtcError(
    "unavailable",
    `Cannot backfill "${dataDir}": interrupted; ${count(added)} bars were ` +
      `added${upTo}, run it again for the rest`,
  );
}
