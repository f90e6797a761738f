import { Buffer } from "node:buffer";
import { QtcError } from "../../domain/error.ts";
import type { LedgerSource } from "../../ports/ledger.ts";
import type { Log } from "../../ports/log.ts";
import { publishBars } from "./bars_table.ts";
import { type LakeState, writeCatalogue } from "./catalogue.ts";
import type { LakeDisk } from "./disk.ts";
import { healLake } from "./heal.ts";
import { barsFile, dayStart } from "./layout.ts";
import { logsFrom, pruneLogs } from "./logs.ts";
import { portfolioFiles } from "./portfolios.ts";
import { type LakeBatch, lakeRows, type Line } from "./rows.ts";

const DAY_MS = 86_400_000;
/** Events that are read at once. */
const EVENTS = 500;
/** Rows that are kept back, to the next end of a day, while there is more to read. */
const ROWS = 100_000;

/**
 * Writes the lake behind the ledger. There is one per data folder. After an
 * exception it is of no use: a new one finds out what the files hold.
 */
export interface LakeWriter {
  /** All events up to this one are in the files. */
  readonly seq: number;
  /** Lines and portfolio rows that were written. */
  readonly rows: number;
  /**
   * Takes a stretch of events into the files.
   *
   * @returns Whether there was anything to do; call it until there is not
   * @throws {QtcError} `unavailable` when disk or ledger refuses
   */
  step(): boolean;
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
}

/**
 * Returns the writer of a data folder's lake, after it has made files and
 * catalogue agree.
 *
 * @throws {QtcError} `unavailable` when disk or ledger refuses
 */
export function lakeWriter(options: LakeWriterOptions): LakeWriter {
  const { source, disk, keepLogsDays, rowsMax = ROWS } = options;
  // What the newest minute would drop is never written.
  const cutoff = logsFrom(source.lastValued(), keepLogsDays);
  const { state, hasUpTo, from } = healLake(disk, source, cutoff);
  const rows = lakeRows({
    ...source.booksUpTo(from),
    logs: source.logs,
    logsFrom: () => Math.max(cutoff, state.logsFrom),
    isWanted: (path, seq) => seq > hasUpTo(path),
  });
  const flush = flusher({ ...options, state });
  let written = 0;
  let isFirst = true;
  return {
    get seq() {
      return state.seq;
    },
    get rows() {
      return written;
    },
    step(): boolean {
      const before = rows.seq;
      const hasMore = gather(source, rows, rowsMax);
      if (rows.seq === before && !isFirst && !hasMore) return false;
      isFirst = false;
      written += rows.count;
      flush(rows.drain());
      return true;
    },
  };
}

/**
 * Takes events up to the end of a day at which enough was gathered.
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
    }
    if (records.length < EVENTS) return false;
  }
}

/**
 * Returns what writes a batch. The order is that of recovery: lines, then folded
 * days, each of which says itself what it holds, and the catalogue last.
 */
function flusher(
  { source, disk, log, keepLogsDays, state }: LakeWriterOptions & {
    readonly state: LakeState;
  },
): (batch: LakeBatch) => void {
  const append = (path: string, lines: readonly Line[]): void => {
    const last = lines.at(-1);
    if (!last) return;
    const before = state.files.get(path)?.bytes ?? 0;
    const texts = lines.map(({ text }) => text);
    const bytes = disk.append(path, texts);
    const added = texts.reduce((sum, text) => sum + Buffer.byteLength(text), 0);
    if (bytes !== before + added + texts.length) {
      throw new QtcError(
        "unavailable",
        `Cannot append to "${disk.path(path)}": it is another than was written`,
      );
    }
    state.files.set(path, { seq: last.seq, bytes });
  };
  const portfolios = portfolioFiles({ disk, state, log, append });
  let today: string | undefined;
  let barsUpTo = 0;
  const writeBars = (upTo: number): void => {
    for (const date of source.barDays(barsUpTo, upTo)) {
      if (disk.size(barsFile(date)) !== undefined) continue;
      const start = dayStart(date);
      const bars = source.bars(start, start + DAY_MS);
      publishBars(disk.path(barsFile(date)), bars, disk.publish);
    }
    barsUpTo = upTo;
  };
  const publish = (seq: number): void => {
    state.seq = seq;
    writeCatalogue(disk, { state, hash: source.hashAt(seq) ?? "" });
  };
  return ({ seq, day, barsDay, lines, portfolios: added }) => {
    for (const [path, each] of lines) append(path, each);
    for (const [owner, days] of added) portfolios.write(owner, days, day ?? "");
    const isNewDay = day !== undefined && day !== today;
    if (isNewDay) portfolios.foldEnded(day);
    const upTo = barsDay ? dayStart(barsDay) : 0;
    if (upTo > barsUpTo) writeBars(upTo);
    publish(seq);
    if (!isNewDay) return;
    today = day;
    const first = logsFrom(dayStart(day), keepLogsDays);
    state.logsFrom = Math.max(state.logsFrom, first);
    if (state.logsFrom > 0) pruneLogs(disk, state);
    publish(seq);
  };
}
