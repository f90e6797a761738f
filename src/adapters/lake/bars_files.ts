import type { LedgerSource } from "../../ports/ledger.ts";
import type { BarsReach } from "./bars_reach.ts";
import { publishBars } from "./bars_table.ts";
import type { LakeState } from "./catalogue.ts";
import type { LakeDisk } from "./disk.ts";
import { barsFile, dateOf, dayStart } from "./layout.ts";
import type { LakeBatch } from "./rows.ts";

const DAY_MS = 86_400_000;

/** The files of bars, a UTC day each. A reader sees the old file or the new one. */
export interface BarsFiles {
  /** Bars that were written. */
  readonly rows: number;
  /** Notes the days whose files follow from a batch, before its event is noted. */
  take(batch: Pick<LakeBatch, "bars" | "late" | "seq">): void;
  /** Writes one of the days that are due, and says whether there was one. */
  writeDay(): boolean;
  /** Writes the bars of days that have not ended, and notes them. */
  writeOpenDays(bars: BarsReach): void;
}

/** What {@linkcode barsFiles} works with. */
export interface BarsFilesOptions {
  readonly source: LedgerSource;
  readonly disk: LakeDisk;
  readonly state: LakeState;
  /** Bars are another share's unless its index is 0; absent: all is written. */
  readonly share?: { readonly index: number };
  /** Moves aside whatever lies where a file will be begun. */
  readonly makeRoom: (path: string) => void;
  /** Writes the catalogue, where there is one. */
  readonly note: () => void;
}

/** Returns the files of bars of a lake. */
export function barsFiles(options: BarsFilesOptions): BarsFiles {
  const { source, disk, state, share, makeRoom, note } = options;
  const isOurs = !share || share.index === 0;
  const known = state.barsUpTo;
  const due = new Set(state.dueDays);
  let barsUpTo = 0;
  let rows = 0;
  const write = (date: string, upTo: number): void => {
    const start = dayStart(date);
    const end = Math.min(start + DAY_MS, upTo);
    const bars = source.bars(start, end, state.seq);
    publishBars(disk.path(barsFile(date)), bars, disk.publish);
    rows += bars.length;
  };
  const takeEnded = ({ endedUpTo }: BarsReach, seq: number): void => {
    for (const date of source.barDays(barsUpTo, endedUpTo, seq)) {
      if (dayStart(date) >= known) makeRoom(barsFile(date));
      if (disk.size(barsFile(date)) === undefined) due.add(date);
    }
    state.barsUpTo = barsUpTo = endedUpTo;
  };
  const takeLate = (
    { late, seq }: Pick<LakeBatch, "late" | "seq">,
  ): void => {
    for (const { from, to } of late) {
      const first = dayStart(dateOf(from));
      const end = Math.min(dayStart(dateOf(to)) + DAY_MS, barsUpTo);
      for (const date of source.barDays(first, end, seq)) {
        const start = dayStart(date);
        // Of a day that had no bars, what lies there is not the lake's.
        const had = source.barDays(start, start + DAY_MS, state.seq);
        if (had.length === 0 && !due.has(date)) makeRoom(barsFile(date));
        due.add(date);
      }
    }
  };
  return {
    get rows() {
      return rows;
    },
    take(batch): void {
      if (isOurs) {
        takeEnded(batch.bars, batch.seq);
        takeLate(batch);
      } else state.barsUpTo = batch.bars.endedUpTo;
      state.dueDays = [...due].sort();
    },
    writeDay(): boolean {
      const [date] = state.dueDays;
      if (date === undefined) return false;
      write(date, Infinity);
      due.delete(date);
      state.dueDays = [...due].sort();
      note();
      return true;
    },
    writeOpenDays({ endedUpTo, upTo }): void {
      const days = isOurs ? source.barDays(endedUpTo, upTo, state.seq) : [];
      if (days.length === 0) return;
      for (const date of days) {
        makeRoom(barsFile(date));
        write(date, upTo);
      }
      state.openDays = days;
      note();
    },
  };
}
