import type { Bar } from "../domain/bar.ts";
import { compareBars } from "../domain/bar.ts";
import { isTrading } from "../domain/calendar.ts";
import type { LedgerEvent } from "../domain/event.ts";
import { decodeEvent, encodeEvent } from "../domain/event_codec.ts";
import { random } from "../domain/random.ts";
import type { BarHistory } from "../ports/bar_history.ts";
import type { BarStore } from "../ports/bar_store.ts";
import type {
  Batch,
  Ledger,
  LedgerReader,
  LedgerRecord,
  Pruned,
  PruneLimits,
  RunTelemetry,
  SnapshotRow,
} from "../ports/ledger.ts";
import { fakeHistory, type KnownBar } from "./fake_history.ts";
import { memoryLedger } from "./memory_ledger.ts";

/** What a ledger was given, beside what it keeps. */
interface Given {
  /** JSON texts of the events. */
  readonly texts: string[];
  readonly bars: Map<string, Bar>;
  readonly known: KnownBar[];
  readonly snapshots: Map<string, SnapshotRow>;
  readonly telemetry: RunTelemetry[];
}

/** A ledger in memory that has bars and can be read. */
export interface FakeLedger extends Ledger {
  readonly bars: BarStore;
  readonly history: BarHistory;
  readonly reader: LedgerReader;
  readonly telemetry: readonly RunTelemetry[];
  /** Returns all events, oldest first, as they come back from a disk. */
  events(): LedgerEvent[];
}

/** Returns 64 hexadecimal digits that depend on every character of a text. */
export function fakeDigest(text: string): string {
  const next = random("digest", text);
  const word = () => Math.floor(next() * 2 ** 32).toString(16).padStart(8, "0");
  return Array.from({ length: 8 }, word).join("");
}

/** Returns an empty ledger. */
export function fakeLedger(): FakeLedger {
  const ledger = memoryLedger();
  const given: Given = {
    texts: [],
    bars: new Map(),
    known: [],
    snapshots: new Map(),
    telemetry: [],
  };
  const events = () => given.texts.map(decodeEvent);
  return {
    ...ledger,
    bars: barsOf(given),
    history: fakeHistory(given.known),
    reader: readerOf(events, given),
    telemetry: given.telemetry,
    events,
    commit(batch) {
      const head = ledger.commit(batch);
      keep(given, batch);
      return head;
    },
    prune: (limits) => pruneRuns(given.telemetry, limits),
  };
}

function keep(given: Given, batch: Batch): void {
  given.texts.push(...batch.events.map(encodeEvent));
  const added = batch.events.find((event) => event.kind === "bars_added");
  const known = added?.minute ?? 0;
  for (const bar of batch.bars ?? []) {
    const key = `${bar.symbol} ${bar.at}`;
    if (given.bars.has(key)) continue;
    given.bars.set(key, bar);
    given.known.push({ bar, ...(added?.source === "history" && { known }) });
  }
  for (const bar of batch.addedBars ?? []) given.known.push({ bar, known });
  for (const bar of batch.revisions ?? []) {
    given.known.push({ bar, known, isRevised: true });
  }
  for (const row of batch.snapshots ?? []) {
    given.snapshots.set(`${row.teamId} ${row.minute}`, row);
  }
  given.telemetry.push(...batch.telemetry ?? []);
}

/** Oldest first, whoever ran. */
function pruneRuns(
  runs: RunTelemetry[],
  { logsBefore, telemetryBefore, rows }: PruneLimits,
): Pruned {
  const old = runs.filter(({ minute }) => minute < telemetryBefore)
    .slice(0, rows);
  const kept = runs.filter((run) => !old.includes(run));
  let logs = 0;
  const blanked = kept.map((run) => {
    const isOld = run.minute < logsBefore && run.log !== "";
    if (!isOld || old.length + logs >= rows) return run;
    logs++;
    return { ...run, log: "" };
  });
  runs.splice(0, runs.length, ...blanked);
  return { logs, telemetry: old.length };
}

function barsOf({ bars }: Given): BarStore {
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
      [...bars.values()].filter(({ at }) => at > after && at <= upTo)
        .sort(compareBars),
  };
}

function readerOf(
  events: () => LedgerEvent[],
  { snapshots }: Given,
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
