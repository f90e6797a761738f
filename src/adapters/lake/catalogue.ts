import type { LakeDisk } from "./disk.ts";
import { CATALOGUE, dateOf, dayStart } from "./layout.ts";

/** Form of the file; others are not read, and the lake is made again. */
const FORM = 2;

/** A file of lines that is there. */
export interface FileEntry {
  /** Number of the event that its last line comes from. */
  readonly seq: number;
  /** Its size. */
  readonly bytes: number;
}

/** How far the lake's files are. */
export interface LakeState {
  /** All events up to this one are in the files. */
  seq: number;
  /** Logs begin at this minute, Unix milliseconds; 0 when nothing was dropped. */
  logsFrom: number;
  /** Files of lines, by path. */
  readonly files: Map<string, FileEntry>;
  /** Number of the last event in each Parquet file of a portfolio, by path. */
  readonly parquet: Map<string, number>;
  /** Bars of the days before this start of a day are all there, Unix milliseconds. */
  barsUpTo: number;
  /** Days whose bars were written although more may come: at a stop. */
  openDays: readonly string[];
  /** Ended days whose file is yet to be written, or again: more bars came late. */
  dueDays: readonly string[];
}

/** `runtime/lake.json`: the state, and which ledger it is of. */
export interface Catalogue {
  readonly state: LakeState;
  /** The chain's hash after event `seq`; empty for none. */
  readonly hash: string;
}

/** Returns the state of a lake that has no files. */
export function emptyLake(): LakeState {
  return {
    seq: 0,
    logsFrom: 0,
    files: new Map(),
    parquet: new Map(),
    barsUpTo: 0,
    openDays: [],
    dueDays: [],
  };
}

/** Returns the catalogue; `undefined` when there is none that can be read. */
export function readCatalogue(disk: LakeDisk): Catalogue | undefined {
  if (disk.size(CATALOGUE) === undefined) return undefined;
  try {
    const value = JSON.parse(disk.read(CATALOGUE));
    if (value.form !== FORM || typeof value.hash !== "string") return undefined;
    const files = Object.entries(value.files).map(([path, entry]) => {
      const { seq, bytes } = entry as Record<string, unknown>;
      return [path, { seq: whole(seq), bytes: whole(bytes) }] as const;
    });
    const parquet = Object.entries(value.parquet)
      .map(([path, seq]) => [path, whole(seq)] as const);
    return {
      hash: value.hash,
      state: {
        seq: whole(value.seq),
        logsFrom: whole(value.logs_from),
        files: new Map(files),
        parquet: new Map(parquet),
        barsUpTo: whole(value.bars.up_to),
        openDays: value.bars.open_days.map(dayStart).map(dateOf),
        // A catalogue of before bars could come late has none.
        dueDays: (value.bars.due_days ?? []).map(dayStart).map(dateOf),
      },
    };
  } catch {
    return undefined; // torn by a power loss, or somebody else's
  }
}

/**
 * Publishes the catalogue. It is not synced, no more than the lines are: after a
 * power loss the two are compared.
 */
export function writeCatalogue(
  disk: LakeDisk,
  { state, hash }: Catalogue,
): void {
  const { seq, logsFrom, files, parquet, barsUpTo, openDays, dueDays } = state;
  const text = JSON.stringify({
    form: FORM,
    seq,
    hash,
    logs_from: logsFrom,
    files: sorted(files),
    parquet: sorted(parquet),
    bars: { up_to: barsUpTo, open_days: openDays, due_days: dueDays },
  });
  disk.replace(CATALOGUE, `${text}\n`);
}

function sorted<T>(map: ReadonlyMap<string, T>): Record<string, T> {
  return Object.fromEntries([...map].sort(([a], [b]) => a < b ? -1 : 1));
}

function whole(value: unknown): number {
  const number = Number.isSafeInteger(value) ? value as number : -1;
  if (number < 0) throw new Error("a number is missing");
  return number;
}
