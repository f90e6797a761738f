/**
 * What the lake holds, as it follows from the ledger: every event is applied to
 * books of its own, and what it adds to which file is gathered. Writing,
 * exporting and verifying all take their rows from here.
 *
 * @module
 */

import type { Books } from "../../domain/books.ts";
import { apply } from "../../domain/fold.ts";
import { errorRecord, strategyName } from "../../domain/records.ts";
import type { LedgerRecord, LedgerSource } from "../../ports/ledger.ts";
import { accountMetrics, accountRow, teamMetrics, teamRow } from "./account.ts";
import { type BarsReach, barsReach, dayAfter, hasEnded } from "./bars_reach.ts";
import {
  ACCOUNT,
  dateOf,
  linesPath,
  parquetPath,
  teamFolder,
} from "./layout.ts";
import { errorLine, logLine, metricsLine, tradeLine } from "./lines.ts";
import type { PortfolioRow } from "./portfolio_table.ts";

/** A line of a file. */
export interface Line {
  /** Number of the event that it comes from. */
  readonly seq: number;
  /** JSON, without a newline. */
  readonly text: string;
}

/** A portfolio's rows that belong to one UTC day. */
export interface DayRows {
  /** `YYYY-MM-DD`. */
  readonly date: string;
  readonly rows: PortfolioRow[];
}

/** A stretch of time in which bars came late, Unix milliseconds, both ends included. */
export interface LateBars {
  readonly from: number;
  readonly to: number;
}

/** What a stretch of the ledger adds to the lake. */
export interface LakeBatch {
  /** Number of its last event. */
  readonly seq: number;
  /** UTC day of the newest valued minute; absent before the first. */
  readonly day: string | undefined;
  /** Days before this one have ended: {@linkcode day}, or the next one after the competition. */
  readonly today: string | undefined;
  /** How far the bars are. */
  readonly bars: BarsReach;
  /** Where bars came late, `from <= at <= to`, Unix milliseconds. */
  readonly late: readonly LateBars[];
  /** By path. */
  readonly lines: ReadonlyMap<string, readonly Line[]>;
  /** By owner, days oldest first. */
  readonly portfolios: ReadonlyMap<string, readonly DayRows[]>;
  /** Lines and portfolio rows. */
  readonly count: number;
}

/** Follows the ledger, event by event. */
export interface LakeRows {
  /** Number of the last event taken. */
  readonly seq: number;
  /** See {@linkcode LakeBatch}. */
  readonly day: string | undefined;
  /** See {@linkcode LakeBatch}. */
  readonly bars: BarsReach;
  /** Lines and portfolio rows since the last {@linkcode drain}. */
  readonly count: number;
  /** Characters of these lines. */
  readonly characters: number;
  /** Takes the next event. */
  take(record: LedgerRecord): void;
  /** Returns what was gathered, and begins anew. */
  drain(): LakeBatch;
}

/** Where {@linkcode lakeRows} begins, and what is wanted of it. */
export interface LakeRowsOptions {
  /** As of event `seq`; they change. */
  readonly books: Books;
  readonly seq: number;
  readonly logs: LedgerSource["logs"];
  /** Minutes before it have no log line any more, Unix milliseconds. */
  readonly logsFrom: () => number;
  /** Says whether an event's row is wanted; `path` is the Parquet file's for portfolios. */
  readonly isWanted?: (path: string, seq: number) => boolean;
}

/** Returns what gathers the lake's rows from the events after `seq`. */
export function lakeRows(options: LakeRowsOptions): LakeRows {
  const { books, isWanted = () => true } = options;
  const { valuedAt } = options.books;
  const gathered = gatherer(isWanted);
  let { seq } = options;
  let late: LateBars[] = [];
  let day = valuedAt === undefined ? undefined : dateOf(valuedAt);
  return {
    get seq() {
      return seq;
    },
    get bars() {
      return barsReach(books, day);
    },
    get day() {
      return day;
    },
    get count() {
      return gathered.count();
    },
    get characters() {
      return gathered.characters();
    },
    take(record): void {
      const { event } = record;
      const { valuedAt: before = -Infinity } = books;
      apply(books, event);
      seq = record.seq;
      if (event.kind === "valued") {
        const date = dateOf(event.minute);
        // What is valued late belongs to the day that is being written.
        if (day === undefined || date > day) day = date;
        const teamIds = Object.keys(event.equity);
        const isNew = event.minute > before;
        const { minute } = event;
        takeValued(gathered, books, { seq, minute, day, teamIds, isNew });
      } else if (event.kind === "runs") {
        const { minute, runs } = event;
        if (minute < options.logsFrom()) return;
        const teamIds = runs.map(({ teamId }) => teamId)
          .filter((id) => isWanted(linesPath(teamFolder(id), "log"), seq));
        for (const { teamId, log } of options.logs(minute, teamIds)) {
          const path = linesPath(teamFolder(teamId), "log");
          gathered.line(path, seq, () => logLine(seq, minute, log));
        }
      } else if (event.kind === "bars_added") {
        // Other values of bars that are there change nothing: files have the first.
        if (event.count > 0) late.push({ from: event.from, to: event.to });
      } else takeRecord(gathered, books, record);
    },
    drain() {
      const batch = {
        seq,
        day,
        // Nothing is valued any more.
        today: day !== undefined && hasEnded(books) ? dayAfter(day) : day,
        bars: barsReach(books, day),
        late,
        ...gathered.drain(),
      };
      late = [];
      return batch;
    },
  };
}

/** An owner's paths, made once: there are thousands of rows a second. */
interface Owner {
  readonly folder: string;
  readonly metrics: string;
  readonly parquet: string;
}

const owners = new Map<string, Owner>();
const THE_ACCOUNT = pathsOf(ACCOUNT);

function ownerOf(teamId: string): Owner {
  let owner = owners.get(teamId);
  if (!owner) owners.set(teamId, owner = pathsOf(teamFolder(teamId)));
  return owner;
}

function pathsOf(folder: string): Owner {
  return {
    folder,
    metrics: linesPath(folder, "metrics"),
    parquet: parquetPath(folder),
  };
}

/** Keeps lines and rows by file, those that are wanted. */
interface Gatherer {
  line(path: string, seq: number, text: () => string): void;
  row(
    owner: Owner,
    at: { readonly seq: number; readonly day: string },
    row: () => PortfolioRow,
  ): void;
  count(): number;
  characters(): number;
  drain(): Pick<LakeBatch, "lines" | "portfolios" | "count">;
}

function gatherer(
  isWanted: (path: string, seq: number) => boolean,
): Gatherer {
  let count = 0;
  let characters = 0;
  let lines = new Map<string, Line[]>();
  let portfolios = new Map<string, DayRows[]>();
  return {
    line(path, seq, text): void {
      if (!isWanted(path, seq)) return;
      const line = { seq, text: text() };
      const known = lines.get(path);
      if (known) known.push(line);
      else lines.set(path, [line]);
      count++;
      characters += line.text.length;
    },
    row({ folder, parquet }, { seq, day }, row): void {
      if (!isWanted(parquet, seq)) return;
      let days = portfolios.get(folder);
      if (!days) portfolios.set(folder, days = []);
      let last = days.at(-1);
      if (last?.date !== day) days.push(last = { date: day, rows: [] });
      last.rows.push(row());
      count++;
    },
    count: () => count,
    characters: () => characters,
    drain() {
      const batch = { lines, portfolios, count };
      lines = new Map();
      portfolios = new Map();
      count = 0;
      characters = 0;
      return batch;
    },
  };
}

/** A valued minute. */
interface Valued {
  readonly seq: number;
  readonly minute: number;
  /** UTC day that it is written under. */
  readonly day: string;
  readonly teamIds: readonly string[];
  /** The account has not been valued at this minute. */
  readonly isNew: boolean;
}

function takeValued(gathered: Gatherer, books: Books, at: Valued): void {
  const { seq, minute, teamIds } = at;
  const made = new Map<string, PortfolioRow>();
  const rowOf = (teamId: string): PortfolioRow => {
    let row = made.get(teamId);
    if (!row) made.set(teamId, row = teamRow(books, teamId, at));
    return row;
  };
  for (const teamId of teamIds) {
    const owner = ownerOf(teamId);
    gathered.row(owner, at, () => rowOf(teamId));
    gathered.line(
      owner.metrics,
      seq,
      () => metricsLine(seq, teamMetrics(books, teamId, minute)),
    );
  }
  if (!at.isNew) return;
  let row: PortfolioRow | undefined;
  const account = () => row ??= accountRow(books.teams.keys().map(rowOf), at);
  gathered.row(THE_ACCOUNT, at, account);
  gathered.line(
    THE_ACCOUNT.metrics,
    seq,
    () => metricsLine(seq, accountMetrics(books, account())),
  );
}

/** Takes an execution or a mistake; other events add nothing. */
function takeRecord(
  gathered: Gatherer,
  books: Books,
  { seq, event }: LedgerRecord,
): void {
  if (event.kind === "fill") {
    const order = books.orders.get(event.orderId);
    if (!order) return;
    const path = linesPath(teamFolder(event.teamId), "trades");
    gathered.line(path, seq, () => tradeLine(seq, event, order));
  } else if (event.kind === "failure" || event.kind === "denial") {
    const team = books.teams.get(event.teamId);
    const error = errorRecord(event, team ? strategyName(team.spec) : "");
    if (!error) return;
    const path = linesPath(teamFolder(event.teamId), "errors");
    gathered.line(path, seq, () => errorLine(seq, error));
  }
}
