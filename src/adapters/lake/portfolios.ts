/**
 * An owner's portfolio on disk: the day that is being written as lines, the days
 * that have ended in one Parquet file. Lines go only after they are in there.
 *
 * @module
 */

import { QtcError } from "../../domain/error.ts";
import type { Log } from "../../ports/log.ts";
import type { LakeState } from "./catalogue.ts";
import type { LakeDisk } from "./disk.ts";
import { readJsonl } from "./jsonl_file.ts";
import { dayOf, dayPath, parquetPath } from "./layout.ts";
import {
  foldPortfolio,
  parsePortfolioLine,
  portfolioGroups,
  portfolioLine,
  type PortfolioRow,
  type StagedPortfolio,
  stagePortfolio,
} from "./portfolio_table.ts";
import type { DayRows, Line } from "./rows.ts";

/** Writes portfolios. */
export interface PortfolioFiles {
  /**
   * Writes an owner's new rows: those of `today` and later as lines, those of
   * days before into the Parquet file, or as lines while it cannot be read.
   */
  write(owner: string, days: readonly DayRows[], today: string): void;
  /** Folds what is still lines of days before `today`, of all owners. */
  foldEnded(today: string): void;
  /** Gives staged files their names. */
  publish(): void;
}

/** What {@linkcode portfolioFiles} works with. */
export interface PortfolioFilesOptions {
  readonly disk: LakeDisk;
  readonly state: LakeState;
  readonly log: Log;
  /** Appends lines to a file and notes it in the state. */
  readonly append: (path: string, lines: readonly Line[]) => void;
  /** Parquet files that are not there grow beside their names, until they are published. */
  readonly isStaged: boolean;
}

/** Returns the files of all portfolios. */
export function portfolioFiles(options: PortfolioFilesOptions): PortfolioFiles {
  const { disk, state, append } = options;
  let { isStaged } = options;
  const stages = new Map<string, StagedPortfolio>();
  const stageOf = (owner: string): StagedPortfolio | undefined => {
    const path = parquetPath(owner);
    const known = stages.get(owner);
    // What is there cannot be read, or it would have been removed.
    if (known || !isStaged || disk.size(path) !== undefined) return known;
    const stage = stagePortfolio(disk.path(path));
    stages.set(owner, stage);
    return stage;
  };
  const told = new Set<string>();
  const asLines = (owner: string, days: readonly DayRows[]): void => {
    for (const { date, rows } of days) {
      append(
        dayPath(owner, date),
        rows.map((row) => ({ seq: row.seq, text: portfolioLine(row) })),
      );
    }
  };
  const daysOf = (owner: string, today: string): string[] =>
    [...state.files.keys()].flatMap((path) => {
      const day = dayOf(path);
      return day?.owner === owner && day.date < today ? [day.date] : [];
    }).sort();
  const fold = (
    owner: string,
    today: string,
    days: readonly DayRows[],
  ): void => {
    const old = daysOf(owner, today);
    if (old.length + days.length === 0) return;
    const stage = stageOf(owner);
    const folded = stage
      ? state.parquet.get(parquetPath(owner)) ?? 0
      : foldedUpTo(owner, options, told);
    if (folded === undefined) return asLines(owner, days);
    foldDays(owner, { old, days, folded, stage }, options);
    if (old.length > 1) {
      options.log.write("info", "Folded days that were left behind", {
        path: parquetPath(owner),
        days: old.length,
      });
    }
  };
  return {
    write(owner, days, today): void {
      const ended = days.filter(({ date }) => date < today);
      if (ended.length > 0) fold(owner, today, ended);
      asLines(owner, days.filter(({ date }) => date >= today));
    },
    foldEnded(today): void {
      const owners = new Set(
        [...state.files.keys()].flatMap((path) => dayOf(path)?.owner ?? []),
      );
      for (const owner of owners) fold(owner, today, []);
    },
    publish(): void {
      for (const stage of stages.values()) stage.publish(disk.publish);
      stages.clear();
      isStaged = false;
    },
  };
}

/**
 * Returns the number of the last event in an owner's Parquet file, 0 when there
 * is none; `undefined` when it cannot be read, which is said once.
 */
function foldedUpTo(
  owner: string,
  { disk, state, log }: PortfolioFilesOptions,
  told: Set<string>,
): number | undefined {
  const path = parquetPath(owner);
  let folded: number;
  try {
    folded = portfolioGroups(disk.path(path))?.at(-1)?.lastSeq ?? 0;
  } catch (error) {
    if (!(error instanceof QtcError)) throw error;
    if (!told.has(path)) {
      log.write(
        "error",
        `${error.message}; it is kept as it is, and the days after it as lines`,
      );
    }
    told.add(path);
    return undefined;
  }
  told.delete(path);
  if (folded >= (state.parquet.get(path) ?? 0)) return folded;
  throw new QtcError(
    "unavailable",
    `Cannot add to "${
      disk.path(path)
    }": it is gone or another than was written`,
  );
}

/** Adds days to an owner's Parquet file, one by one, and removes their lines. */
function foldDays(
  owner: string,
  { old, days, folded, stage }: {
    /** Days that lie as lines. */
    readonly old: readonly string[];
    readonly days: readonly DayRows[];
    readonly folded: number;
    /** The file grows there, when it does. */
    readonly stage: StagedPortfolio | undefined;
  },
  { disk, state }: PortfolioFilesOptions,
): void {
  const path = parquetPath(owner);
  const dates = new Set([...old, ...days.map(({ date }) => date)]);
  let last = folded;
  const groups = function* (): Generator<PortfolioRow[]> {
    for (const date of [...dates].sort()) {
      const rows = [
        ...old.includes(date)
          ? readJsonl(disk.path(dayPath(owner, date)), parsePortfolioLine)
          : [],
        ...days.find((day) => day.date === date)?.rows ?? [],
      ].filter(({ seq }) => seq > folded);
      last = rows.at(-1)?.seq ?? last;
      if (rows.length > 0) yield rows;
    }
  };
  if (stage) stage.append(groups());
  else foldPortfolio(disk.path(path), groups(), disk.publish);
  state.parquet.set(path, last);
  for (const date of old) {
    disk.remove(dayPath(owner, date));
    state.files.delete(dayPath(owner, date));
  }
}
