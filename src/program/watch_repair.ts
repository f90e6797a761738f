import { join } from "node:path";
import { exists } from "../adapters/system/files.ts";
import { publishFile } from "../adapters/system/publish_file.ts";
import { addBars } from "../engine/additions.ts";
import type { Engine } from "../engine/engine.ts";
import { type Repairer, repairer } from "../engine/repair.ts";
import type { DayReport } from "../engine/validate_day.ts";
import type { Clock } from "../ports/clock.ts";

/** Real time between two looks, milliseconds. */
const LOOK_MS = 1_000;

/** Returns what repairs an engine's bars and keeps the reports of its days. */
export function repairsOf(
  engine: Engine,
  { dataDir, isOn }: {
    readonly dataDir: string;
    /** Whether it ever does anything. */
    readonly isOn: boolean;
  },
): Repairer {
  const { history, marketData, breathe, log, clock } = engine;
  const pathOf = (date: string) =>
    join(dataDir, "prices", "validation", `${date}.json`);
  return repairer({
    ...{ history, marketData, breathe, log },
    books: () => engine.books,
    now: () => clock.now(),
    add: (bars, source) => addBars(engine, bars, source),
    hasReport: (date) => exists(pathOf(date)),
    keepReport: (report) => publishFile(pathOf(report.date), textOf(report)),
  }, isOn);
}

/**
 * Looks whether a repair is due, beside the minutes: the engine's clock is asked
 * and never slept on, for that would move a simulated one. Ends with the server;
 * nothing here throws.
 */
export async function watchRepairs(
  engine: Pick<Engine, "isClosed">,
  repairs: Repairer,
  { wall, stop }: {
    /** Real time. */
    readonly wall: Clock;
    readonly stop: AbortSignal;
  },
): Promise<void> {
  for (;;) {
    await wall.sleepUntil(wall.now() + LOOK_MS, stop);
    if (stop.aborted || engine.isClosed) return;
    await repairs.look(stop);
  }
}

function textOf(
  { date, symbols, expected, there, counts, oddities }: DayReport,
): string {
  const named = oddities.map(({ symbol, kind, from, to, detail }) => ({
    ...{ symbol, kind },
    from: new Date(from).toISOString(),
    to: new Date(to).toISOString(),
    ...(detail !== undefined && { detail }),
  }));
  const all = Object.values(counts).reduce((sum, each) => sum + each, 0);
  const report = {
    ...{ date, symbols, minutes_expected: expected, minutes_there: there },
    ...{ counts, faults: named, not_listed: all - oddities.length },
  };
  return `${JSON.stringify(report, undefined, 2)}\n`;
}
