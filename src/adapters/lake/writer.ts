import { QtcError } from "../../domain/error.ts";
import type { LedgerSource } from "../../ports/ledger.ts";
import type { Log } from "../../ports/log.ts";
import { type BarsFiles, barsFiles } from "./bars_files.ts";
import { emptyLake, type LakeState, writeCatalogue } from "./catalogue.ts";
import type { LakeDisk } from "./disk.ts";
import { type HealedLake, healLake } from "./heal.ts";
import { dayStart, ownerOf } from "./layout.ts";
import { logsFrom, pruneLogs } from "./logs.ts";
import { portfolioFiles } from "./portfolios.ts";
import { type LakeBatch, lakeRows, type Line } from "./rows.ts";

/** Events that are read at once: what has been taken can go while it is young. */
const EVENTS = 20;
/** Rows that are kept back, to the next end of a day, while there is more to read: a day of fifty teams. */
const ROWS = 40_000;
/** Text that is kept back, whatever the day: a strategy may log 16 KB a minute. */
const CHARACTERS = 67_108_864;

/**
 * Writes the lake behind the ledger. There is one per data folder. After an
 * exception it is of no use: a new one finds out what the files hold.
 */
export interface LakeWriter {
  /** All events up to this one are in the files. */
  readonly seq: number;
  /** Lines, portfolio rows and bars that were written. */
  readonly rows: number;
  /** What its files are. */
  readonly state: LakeState;
  /**
   * Takes a stretch of events into the files.
   *
   * @returns Whether there was anything to do; call it until there is not
   * @throws {QtcError} `unavailable` when disk or ledger refuses
   */
  step(): boolean;
  /**
   * Writes the bars of the days that have not ended as well, as the last thing
   * before a stop; the next writer removes them.
   *
   * @throws {QtcError} `unavailable` when disk or ledger refuses
   */
  finish(): void;
}

/** What {@linkcode lakeWriter} works with. */
export interface LakeWriterOptions {
  readonly source: LedgerSource;
  readonly disk: LakeDisk;
  readonly log: Log;
  /** Days that logs are kept; 0 for ever. */
  readonly keepLogsDays: number;
  /** Rows that are gathered, up to the end of a day, before they are written. */
  readonly rowsMax?: number;
  /** Absent: everything is written, and noted in a catalogue. */
  readonly share?: LakeShare;
}

/**
 * A part of a lake that is written from nothing, into places that have been
 * cleared: some owners' files, in the first one the bars as well, no catalogue.
 */
export interface LakeShare {
  /** 0 <= index < count. */
  readonly index: number;
  /** Shares that together are the lake, ≥ 1. */
  readonly count: number;
}

/**
 * Returns the writer of a data folder's lake, after it has made files and
 * catalogue agree; that of a share finds nothing.
 *
 * @throws {QtcError} `unavailable` when disk or ledger refuses
 */
export function lakeWriter(options: LakeWriterOptions): LakeWriter {
  const { source, disk, keepLogsDays, rowsMax = ROWS, share } = options;
  // What the newest minute would drop is never written.
  const cutoff = logsFrom(source.lastValued(), keepLogsDays);
  const { state, hasUpTo, from, makeRoom } = share
    ? nothing(cutoff)
    : healLake({ ...options, logsFrom: cutoff });
  const rows = lakeRows({
    ...source.booksUpTo(from),
    logs: source.logs,
    logsFrom: () => Math.max(cutoff, state.logsFrom),
    isWanted: (path, seq) => isIn(share, path) && seq > hasUpTo(path),
  });
  const stage = { isStaged: state.seq === 0 };
  const note = (): void => {
    if (stage.isStaged || share) return;
    writeCatalogue(disk, { state, hash: source.hashAt(state.seq) ?? "" });
  };
  const more = { ...options, state, makeRoom, note };
  const bars = barsFiles(more);
  const files = lakeFiles({ ...more, stage, bars });
  let written = 0;
  let isFirst = true;
  return {
    state,
    get seq() {
      return state.seq;
    },
    get rows() {
      return written + bars.rows;
    },
    step(): boolean {
      const before = rows.seq;
      const hasMore = gather(source, rows, rowsMax);
      const isNew = rows.seq !== before || isFirst || hasMore;
      if (isNew) {
        isFirst = false;
        written += rows.count;
        const batch = rows.drain();
        files.write(batch);
        // Where bars have just come, more may follow: their days wait for that.
        if (hasMore || batch.late.length > 0) return true;
      }
      if (bars.writeDay()) return true;
      return files.publish() || isNew;
    },
    finish: () => bars.writeOpenDays(rows.bars),
  };
}

function nothing(logsFrom: number): HealedLake {
  return {
    state: { ...emptyLake(), logsFrom },
    hasUpTo: () => 0,
    from: 0,
    makeRoom() {},
  };
}

/** Says whether an owner's files are in a share: by the name, which both threads know. */
function isIn(share: LakeShare | undefined, path: string): boolean {
  if (!share || share.count === 1) return true;
  return shareOf(ownerOf(path) ?? "") % share.count === share.index;
}

const shares = new Map<string, number>();

function shareOf(owner: string): number {
  let sum = shares.get(owner);
  if (sum === undefined) {
    sum = [...owner].reduce((sum, each) => sum + each.charCodeAt(0), 0);
    shares.set(owner, sum);
  }
  return sum;
}

/**
 * Takes events up to the end of a day at which enough was gathered, or up to
 * as much text as memory is for.
 *
 * @returns Whether there may be more
 */
function gather(
  source: LedgerSource,
  rows: ReturnType<typeof lakeRows>,
  rowsMax: number,
): boolean {
  for (;;) {
    const records = source.after(rows.seq, EVENTS);
    for (const record of records) {
      const { day } = rows;
      rows.take(record);
      if (rows.count >= rowsMax && rows.day !== day) return true;
      if (rows.characters >= CHARACTERS) return true;
    }
    if (records.length < EVENTS) return false;
  }
}

/** The files, as batches are written to them. */
interface LakeFiles {
  /**
   * Writes a batch. The order is that of recovery: lines, then folded days, each
   * of which says itself what it holds, and the catalogue last.
   */
  write(batch: LakeBatch): void;
  /** Gives staged files their names, once the ledger's end is reached; says whether it did. */
  publish(): boolean;
}

/** What {@linkcode lakeFiles} works with. */
interface LakeFilesOptions extends LakeWriterOptions {
  readonly state: LakeState;
  /**
   * There was nothing: folded days grow beside their names, and there is no
   * catalogue, until all that the ledger has is in them.
   */
  readonly stage: { isStaged: boolean };
  /** Moves aside whatever lies where a file will be begun. */
  readonly makeRoom: (path: string) => void;
  /** Writes the catalogue, where there is one. */
  readonly note: () => void;
  readonly bars: BarsFiles;
}

function lakeFiles(options: LakeFilesOptions): LakeFiles {
  const { disk, keepLogsDays, state, stage, note, bars } = options;
  const append = appender(options);
  const { isStaged } = stage;
  const portfolios = portfolioFiles({ ...options, isStaged, append });
  let [day, today]: (string | undefined)[] = [];
  return {
    write(batch): void {
      const { lines, portfolios: added } = batch;
      for (const [path, each] of lines) append(path, each);
      for (const [owner, days] of added) {
        portfolios.write(owner, days, batch.today ?? "");
      }
      if (batch.today !== undefined && batch.today !== today) {
        portfolios.foldEnded(today = batch.today);
      }
      bars.take(batch);
      state.seq = batch.seq;
      const isNewDay = batch.day !== undefined && batch.day !== day;
      if (isNewDay) {
        day = batch.day;
        const first = logsFrom(dayStart(day!), keepLogsDays);
        state.logsFrom = Math.max(state.logsFrom, first);
      }
      // Before logs are cut: a cut one that is said to be whole stays short.
      note();
      if (!isNewDay || state.logsFrom === 0) return;
      pruneLogs(disk, state);
      note();
    },
    publish(): boolean {
      if (!stage.isStaged) return false;
      portfolios.publish();
      stage.isStaged = false;
      note();
      return true;
    },
  };
}

/** Returns what appends lines to a file and notes them in the state. */
function appender(
  { disk, state, makeRoom }: Pick<
    LakeFilesOptions,
    "disk" | "state" | "makeRoom"
  >,
): (path: string, lines: readonly Line[]) => void {
  return (path, lines) => {
    const last = lines.at(-1);
    if (!last) return;
    if (!state.files.has(path)) makeRoom(path);
    if ((disk.size(path) ?? 0) !== (state.files.get(path)?.bytes ?? 0)) {
      throw new QtcError(
        "unavailable",
        `Cannot append to "${disk.path(path)}": it is another than was written`,
      );
    }
    const bytes = disk.append(path, lines.map(({ text }) => text));
    state.files.set(path, { seq: last.seq, bytes });
  };
}
