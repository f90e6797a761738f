import type { Bar } from "../domain/bar.ts";
import { compareBars } from "../domain/bar.ts";
import { emptyBooks } from "../domain/books.ts";
import { isTrading } from "../domain/calendar.ts";
import type { LedgerEvent } from "../domain/event.ts";
import { decodeEvent, encodeEvent } from "../domain/event_codec.ts";
import { apply } from "../domain/fold.ts";
import { random } from "../domain/random.ts";
import type { BarStore } from "../ports/bar_store.ts";
import type {
  Batch,
  Ledger,
  LedgerReader,
  LedgerRecord,
  RunTelemetry,
  SnapshotRow,
} from "../ports/ledger.ts";

/** What outlives a process. */
export interface FakeDisk {
  /** JSON texts of the events. */
  readonly texts: string[];
  readonly bars: Map<string, Bar>;
  readonly states: Map<string, string>;
  readonly snapshots: Map<string, SnapshotRow>;
  readonly telemetry: RunTelemetry[];
}

/** A ledger in memory; what is read from it went through JSON, as on a disk. */
export interface FakeLedger extends Ledger {
  readonly disk: FakeDisk;
  readonly bars: BarStore;
  readonly reader: LedgerReader;
  /** Returns all events, oldest first. */
  events(): LedgerEvent[];
}

/** Returns an empty disk. */
export function fakeDisk(): FakeDisk {
  return {
    texts: [],
    bars: new Map(),
    states: new Map(),
    snapshots: new Map(),
    telemetry: [],
  };
}

/** Returns 64 hexadecimal digits that depend on every character of a text. */
export function fakeDigest(text: string): string {
  const next = random("digest", text);
  const word = () => Math.floor(next() * 2 ** 32).toString(16).padStart(8, "0");
  return Array.from({ length: 8 }, word).join("");
}

/** Returns the ledger on a disk. */
export function fakeLedger(disk: FakeDisk = fakeDisk()): FakeLedger {
  const events = () => disk.texts.map(decodeEvent);
  const head = () => ({
    length: disk.texts.length,
    hash: disk.texts.reduce((hash, text) => fakeDigest(hash + text), ""),
  });
  return {
    disk,
    bars: barsOn(disk),
    reader: readerOf(events, disk),
    events,
    commit(batch) {
      keep(disk, batch);
      return head();
    },
    load() {
      const books = emptyBooks();
      for (const event of events()) apply(books, event);
      return { books, head: head() };
    },
    checkpoint() {},
    state: (teamId, hash) => disk.states.get(`${teamId} ${hash}`),
    close() {},
  };
}

function keep(disk: FakeDisk, batch: Batch): void {
  disk.texts.push(...batch.events.map(encodeEvent));
  for (const bar of batch.bars ?? []) {
    const key = `${bar.symbol} ${bar.at}`;
    if (!disk.bars.has(key)) disk.bars.set(key, bar);
  }
  for (const { teamId, hash, text } of batch.states ?? []) {
    disk.states.set(`${teamId} ${hash}`, text);
  }
  for (const row of batch.snapshots ?? []) {
    disk.snapshots.set(`${row.teamId} ${row.minute}`, row);
  }
  disk.telemetry.push(...batch.telemetry ?? []);
}

function barsOn({ bars }: FakeDisk): BarStore {
  const sorted = () => [...bars.values()].sort(compareBars);
  const ofSymbol = (symbol: string) =>
    sorted().filter((bar) =>
      bar.symbol === symbol &&
      isTrading(symbol === "BTC" ? "crypto" : "equity", bar.at)
    );
  return {
    lastRows: (symbols, rows, upTo) =>
      new Map(symbols.map((symbol) => [
        symbol,
        ofSymbol(symbol).filter(({ at }) => at <= upTo).slice(-rows),
      ])),
    range: (symbol, from, to, rows) =>
      ofSymbol(symbol).filter(({ at }) => at >= from && at < to)
        .slice(0, rows),
    between: (after, upTo) =>
      sorted().filter(({ at }) => at > after && at <= upTo),
  };
}

function readerOf(
  events: () => LedgerEvent[],
  { snapshots }: FakeDisk,
): LedgerReader {
  const records = (): LedgerRecord[] =>
    events().map((event, i) => ({ seq: i + 1, event }));
  const newest: LedgerReader["newest"] = (teamId, kinds, limit) =>
    records().filter(({ event }) =>
      "teamId" in event && event.teamId === teamId && kinds.includes(event.kind)
    ).reverse().slice(0, limit);
  return {
    newest,
    fills: (teamId, limit) =>
      newest(teamId, ["fill"], limit).flatMap(({ event: fill }) =>
        events().flatMap((event) =>
          fill.kind === "fill" && event.kind === "order" &&
            event.order.id === fill.orderId
            ? [{ fill, order: event.order }]
            : []
        )
      ),
    last: (limit) => records().slice(-limit),
    snapshots: (teamId, from, limit) =>
      [...snapshots.values()].filter((row) =>
        row.teamId === teamId && row.minute >= from
      ).sort((a, b) => a.minute - b.minute).slice(-limit),
  };
}
