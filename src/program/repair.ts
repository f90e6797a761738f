import { stopSignal } from "../adapters/system/signals.ts";
import { utcDate } from "../domain/calendar.ts";
import { QtcError } from "../domain/error.ts";
import { repairGaps, type RepairReport } from "../engine/repair_gaps.ts";
import { deskOf, type PastOptions, type PastProgram } from "./backfill.ts";
import { openBarDesk } from "./bar_desk.ts";
import { count, dataProgress } from "./data_progress.ts";
import { dayRange, namedSymbols } from "./day_range.ts";

/** What is to be repaired, or whose price is right. */
export interface RepairCommandOptions extends Partial<PastOptions> {
  readonly dataDir: string;
  /** Days that logs are kept in the lake; 0 for ever. */
  readonly keepLogsDays: number;
  readonly openFeed: PastOptions["openFeed"];
  /** A symbol that may trade again. */
  readonly accept?: string;
}

const DAY_MS = 86_400_000;

/**
 * Runs `qtc repair`: looks for minutes without a bar and fetches what the source
 * has, or lets a symbol trade again.
 *
 * @returns The exit code
 * @throws {QtcError} as `backfillCommand()` does
 */
export async function repairCommand(
  options: RepairCommandOptions,
  { print, wall, onStarted, stop = stopSignal(() => {}) }: PastProgram,
): Promise<number> {
  const { dataDir, accept } = options;
  const progress = dataProgress(wall);
  const { tell } = progress;
  const desk = openBarDesk({ ...options, verb: "repair", wall, stop, tell });
  try {
    if (accept !== undefined) {
      refuseBoth(options);
      namedSymbols(accept, desk.books.instruments);
      await desk.accept(accept);
      print(`${accept} trades again from the next minute on`);
      return 0;
    }
    const last = utcDate(desk.next - 1);
    const { to = last } = options;
    const { from = utcDate(Date.parse(to) - DAY_MS) } = options;
    const range = dayRange(from, to, desk.next);
    const symbols = namedSymbols(options.symbols, desk.books.instruments);
    const { identity, books } = desk;
    const marketData = await options.openFeed(identity, books.instruments);
    onStarted();
    const report = await repairGaps({ ...deskOf(desk), marketData }, {
      ...range,
      ...(symbols && { symbols }),
      onProgress: (report) => progress.show(progressText(report)),
      signal: stop,
    });
    if (stop.aborted) throw interrupted(dataDir, report);
    print(
      `Repaired ${from} to ${to}: ${count(report.missing)} of ` +
        `${count(report.expected)} minutes had no bar, ${
          count(report.added)
        } ` +
        `added, ${count(report.revised)} with other values`,
    );
    return 0;
  } finally {
    progress.end();
    await desk.close();
  }
}

function refuseBoth({ from, to, symbols }: RepairCommandOptions): void {
  if ((from ?? to ?? symbols) === undefined) return;
  throw new QtcError(
    "invalid",
    "Cannot use --accept with --from, --to or --symbols: run qtc repair twice",
  );
}

function progressText({ asked, fetched, added }: RepairReport): string {
  return `${count(asked)} requests: ${count(fetched)} bars came, ` +
    `${count(added)} added`;
}

function interrupted(dataDir: string, { added }: RepairReport): QtcError {
  return new QtcError(
    "unavailable",
    `Cannot repair "${dataDir}": interrupted; ${count(added)} bars were ` +
      "added, run it again for the rest",
  );
}
