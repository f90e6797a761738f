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
import { type Bar, MINUTE_MS } from "../../domain/bar.ts";
import { emptyBooks } from "../../domain/books.ts";
import type { LedgerEvent } from "../../domain/event.ts";
import { encodeEvent } from "../../domain/event_codec.ts";
import { apply } from "../../domain/fold.ts";
import type { Batch, LedgerSource, RunTelemetry } from "../../ports/ledger.ts";
import type { Log } from "../../ports/log.ts";
import type { Publish } from "../../ports/publish.ts";
import { competition } from "../../testing/competition.ts";
import { FIRST_MINUTE } from "../../testing/events.ts";
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

/** Returns the commits of a competition that lasts for days: its minutes lie 100 apart. */
export function longCompetition(seed: number, minutes: number): Batch[] {
  const { batches } = competition({ seed, minutes, digest });
  return batches.map((batch) => {
    const { telemetry = [], ...rest } = stretch(batch) as Batch;
    const logged = telemetry.map((each, i) => ({
      ...each,
      log: (each.minute / MINUTE_MS + i) % 3 === 0 ? `at ${each.minute}\n` : "",
    }));
    return { ...rest, telemetry: logged };
  });
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
  const runs: RunTelemetry[] = [];
  const commit = (batch: Batch): void => {
    events.push(...batch.events);
    bars.push(...batch.bars ?? []);
    runs.push(...batch.telemetry ?? []);
  };
  batches.forEach(commit);
  const between = (from: number, to: number) =>
    bars.filter(({ at }) => at >= from && at < to);
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
    barDays: (from, to) =>
      [...new Set(between(from, to).map(({ at }) => dateOf(at)))].sort(),
    bars: between,
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
