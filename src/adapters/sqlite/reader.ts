import type { DatabaseSync } from "node:sqlite";
import { decodeEvent } from "../../domain/event_codec.ts";
import type { LedgerReader } from "../../ports/ledger.ts";

/** Returns what answers are read from: the events by team, and the snapshots. */
export function sqliteLedgerReader(database: DatabaseSync): LedgerReader {
  const newest = database.prepare(
    "select seq, body from events where team = ? and kind = ? " +
      "order by seq desc limit ?",
  );
  const intent = database.prepare(
    "select body from events where team = ? and kind = 'order' " +
      "and ref = ? limit 1",
  );
  const last = database.prepare(
    "select seq, body from events order by seq desc limit ?",
  );
  const snapshots = database.prepare(
    "select * from snapshots where team = ? and minute >= ? " +
      "order by minute desc limit ?",
  );
  return {
    newest: (teamId, kinds, limit) =>
      kinds.flatMap((kind) => newest.all(teamId, kind, limit))
        .map(({ seq, body }) => ({ seq: Number(seq), body: String(body) }))
        .sort((a, b) => b.seq - a.seq)
        .slice(0, limit)
        .map(({ seq, body }) => ({ seq, event: decodeEvent(body) })),
    fills: (teamId, limit) =>
      newest.all(teamId, "fill", limit).flatMap(({ body }) => {
        const fill = decodeEvent(String(body));
        if (fill.kind !== "fill") return [];
        const row = intent.get(teamId, fill.orderId);
        const event = row && decodeEvent(String(row.body));
        return event?.kind === "order" ? [{ fill, order: event.order }] : [];
      }),
    last: (limit) =>
      last.all(limit).map(({ seq, body }) => ({
        seq: Number(seq),
        event: decodeEvent(String(body)),
      })).reverse(),
    snapshots: (teamId, from, limit) =>
      snapshots.all(teamId, from, limit).map((row) => ({
        teamId,
        minute: Number(row.minute),
        equity: String(row.equity),
        cash: String(row.cash),
      })).reverse(),
  };
}
