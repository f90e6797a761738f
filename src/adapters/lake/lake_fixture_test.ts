import { createHash } from "node:crypto";
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { type Bar, compareBars, MINUTE_MS } from "../../domain/bar.ts";
import { emptyBooks } from "../../domain/books.ts";
import type { LedgerEvent } from "../../domain/event.ts";
import { encodeEvent } from "../../domain/event_codec.ts";
import { apply } from "../../domain/fold.ts";
import type { Batch, LedgerSource, RunTelemetry } from "../../ports/ledger.ts";
import type { Log } from "../../ports/log.ts";
import type { Publish } from "../../ports/publish.ts";
import { competition } from "../../testing/competition.ts";
import { FIRST_MINUTE } from "../../testing/events.ts";
import { sampleBar } from "../../testing/orders.ts";
import type { LakeState } from "./catalogue.ts";
import { type LakeDisk, lakeDisk } from "./disk.ts";
import { dateOf, listLake } from "./layout.ts";
import {
  beginExport,
  endExport,
  type ExportLakeOptions,
  type ExportProgress,
  exportShare,
} from "./export_lake.ts";
import { type LakeWriter, lakeWriter } from "./writer.ts";

/** Minutes of a competition that make up one of its days. */
export const DAY_MINUTES = 14;

function digest(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

/**
 * Returns the commits of a competition that lasts for days: its minutes lie 100
 * apart. Three times bars come late, of that day, the day before and one on which
 * nothing had been.
 */
export function longCompetition(seed: number, minutes: number): Batch[] {
  const { batches } = competition({ seed, minutes, digest });
  let upTo = FIRST_MINUTE;
  return batches.flatMap((batch, i) => {
    const made = stretched(batch);
    for (const event of made.events) {
      if (event.kind === "opened") upTo = event.minute;
    }
    const isLate = i % Math.ceil(batches.length / 4) === 9;
    return isLate ? [made, addsLate(upTo, i)] : [made];
  });
}

/** Returns a commit of bars that came late, up to a minute. */
export function addsLate(upTo: number, n: number): Batch {
  const hour = 60 * MINUTE_MS;
  const addedBars = [upTo - hour, upTo - 25 * hour, FIRST_MINUTE - 240 * hour]
    .map((at) => sampleBar({ at: at + n % 60 * MINUTE_MS }))
    .sort(compareBars);
  const times = addedBars.map(({ at }) => at);
  return {
    events: [{
      ...{ kind: "bars_added", minute: upTo + MINUTE_MS, source: "repair" },
      ...{ count: addedBars.length, revised: 0, hash: "" },
      ...{ from: Math.min(...times), to: Math.max(...times) },
    }],
    addedBars,
  };
}

function stretched(batch: Batch): Batch {
  const { telemetry = [], ...rest } = stretch(batch) as Batch;
  const logged = telemetry.map((each, i) => ({
    ...each,
    log: (each.minute / MINUTE_MS + i) % 3 === 0 ? `at ${each.minute}\n` : "",
  }));
  return { ...rest, telemetry: logged };
}

function stretch(value: unknown): unknown {
  if (typeof value === "number" && value > 1e12) {
    return FIRST_MINUTE + (value - FIRST_MINUTE) * 100;
  }
  if (Array.isArray(value)) return value.map(stretch);
  if (typeof value !== "object" || value === null) return value;
  const copy: Record<string, unknown> = {};
  for (const [key, each] of Object.entries(value)) copy[key] = stretch(each);
  return copy;
}

/** A ledger in memory; events are as they were given, not copied. */
export interface MemorySource extends LedgerSource {
  commit(batch: Batch): void;
}

/** Returns a source that has commits and can be given more. */
export function memorySource(batches: readonly Batch[] = []): MemorySource {
  const events: LedgerEvent[] = [];
  const bars: Bar[] = [];
  const late = new Map<Bar, number>();
  const runs: RunTelemetry[] = [];
  const commit = (batch: Batch): void => {
    events.push(...batch.events);
    bars.push(...batch.bars ?? [], ...batch.addedBars ?? []);
    for (const bar of batch.addedBars ?? []) late.set(bar, events.length);
    runs.push(...batch.telemetry ?? []);
  };
  batches.forEach(commit);
  const between = (from: number, to: number, upTo = Infinity) =>
    bars.filter((bar) =>
      bar.at >= from && bar.at < to && (late.get(bar) ?? 0) <= upTo
    );
  return {
    commit,
    length: () => events.length,
    after: (seq, limit) =>
      events.slice(seq, seq + limit)
        .map((event, i) => ({ seq: seq + i + 1, event })),
    hashAt: (seq) => {
      const event = events[seq - 1];
      return event && digest(`${seq} ${encodeEvent(event)}`);
    },
    booksUpTo: (seq) => {
      const books = emptyBooks();
      const upTo = seq - seq % 50;
      for (const event of events.slice(0, upTo)) apply(books, event);
      return { books, seq: upTo };
    },
    lastValued: () =>
      events.flatMap((event) => event.kind === "valued" ? event.minute : [])
        .at(-1),
    logs: (minute, teamIds) =>
      runs.filter((run) =>
        run.minute === minute && run.log !== "" && teamIds.includes(run.teamId)
      ),
    barDays: (from, to, upTo) =>
      [...new Set(between(from, to, upTo).map(({ at }) => dateOf(at)))].sort(),
    bars: between,
    barCount: (day) => between(day, day + 86_400_000).length,
    close() {},
  };
}

/** Publishes as the port says, without syncing. */
export const publish: Publish = (path, write) => {
  mkdirSync(dirname(path), { recursive: true });
  rmSync(`${path}.new`, { force: true });
  write(`${path}.new`);
  renameSync(`${path}.new`, path);
};

/** Keeps what was logged. */
export function memoryLog(): Log & { readonly lines: string[] } {
  const lines: string[] = [];
  return {
    lines,
    write: (level, message) => void lines.push(`${level}: ${message}`),
  };
}

/** Runs work with a folder of its own, and removes it afterwards. */
export async function withFolder<T>(
  work: (folder: string) => T | Promise<T>,
): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), "qtc-lake-"));
  try {
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** What a writer is tested with; the rest is as in a server. */
export interface WriterCase {
  readonly disk?: LakeDisk;
  readonly log?: Log;
  readonly keepLogsDays?: number;
  readonly rowsMax?: number;
}

/** Returns a writer over a folder. */
export function writerOn(
  folder: string,
  source: LedgerSource,
  { keepLogsDays = 0, ...more }: WriterCase = {},
): LakeWriter {
  const disk = lakeDisk(folder, publish);
  return lakeWriter({ source, disk, log: memoryLog(), keepLogsDays, ...more });
}

/** Takes everything that the ledger has into the lake. */
export function writeAll(
  folder: string,
  source: LedgerSource,
  options: WriterCase = {},
): LakeWriter {
  const writer = writerOn(folder, source, options);
  while (writer.step());
  return writer;
}

/** Exports in so many shares, a step of each in turn, and returns what each has done. */
export function exportAll(
  count: number,
  options: ExportLakeOptions,
): ExportProgress[] {
  beginExport(options);
  const shares = Array.from(
    { length: count },
    (_, index) => exportShare({ ...options, share: { index, count } }),
  );
  const states: LakeState[] = [];
  let left = shares.length;
  while (left > 0) {
    for (const [i, share] of shares.entries()) {
      const state = states[i] ? undefined : share.step();
      if (!state) continue;
      states[i] = state;
      left--;
    }
  }
  endExport(states, options);
  return shares.map(({ progress }) => progress);
}

/** Returns the bytes of the lake's files by path, as texts that can be compared. */
export function contents(folder: string): Record<string, string> {
  return Object.fromEntries(
    listLake(folder).map((path) => [
      path,
      readFileSync(join(folder, path), "latin1"),
    ]),
  );
}

/** Returns all paths below a folder, sorted. */
export function everything(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .sort();
}
