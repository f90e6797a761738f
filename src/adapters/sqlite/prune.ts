import type { DatabaseSync } from "node:sqlite";
import type { Pruned, PruneLimits } from "../../ports/ledger.ts";

/** Runs of one team that are looked at in one go. */
const STEP = 500;
/** Runs that a call looks at for logs, beside those that it changes. */
const LOOKS_MAX = 5_000;

/**
 * Returns what removes old telemetry, team by team along the primary key, so
 * that a call costs what it changes. It remembers how far it has come; after a
 * restart it looks again at what was blanked before. Wants a transaction.
 */
export function pruner(
  database: DatabaseSync,
): (limits: PruneLimits) => Pruned {
  const nextTeam = database.prepare(
    "select min(team) as team from runs where team > ?",
  );
  const remove = database.prepare(
    "delete from runs where team = ?1 and minute in (select minute from runs " +
      "where team = ?1 and minute < ?2 order by minute limit ?3)",
  );
  /** The runs of a team in a range of minutes, and the last of the first few. */
  const window = database.prepare(
    "select count(*) as n, max(minute) as last from (select minute from runs " +
      "where team = ? and minute >= ? and minute < ? order by minute limit ?)",
  );
  const blank = database.prepare(
    "update runs set log = '' where team = ? and minute between ? and ? " +
      "and log <> ''",
  );
  /** By team, the minute from which logs may be left. */
  const blankedUpTo = new Map<string, number>();
  let done = { logsBefore: 0, telemetryBefore: 0 };

  function* teams(): Generator<string> {
    for (let team = "";;) {
      const row = nextTeam.get(team);
      if (typeof row?.team !== "string") return;
      yield team = row.team;
    }
  }

  const removeOld = (before: number, rows: number): number => {
    let removed = 0;
    for (const team of teams()) {
      removed += Number(remove.run(team, before, rows - removed).changes);
      if (removed >= rows) return removed;
    }
    done = { ...done, telemetryBefore: before };
    return removed;
  };

  const blankOld = (before: number, rows: number): number => {
    let blanked = 0;
    let looked = 0;
    for (const team of teams()) {
      for (;;) {
        const left = Math.min(STEP, rows - blanked, LOOKS_MAX - looked);
        if (left <= 0) return blanked;
        const from = blankedUpTo.get(team) ?? 0;
        const { n, last } = window.get(team, from, before, left) ?? {};
        if (Number(n) === 0) break;
        blanked += Number(blank.run(team, from, Number(last)).changes);
        looked += Number(n);
        blankedUpTo.set(team, Number(last) + 1);
      }
    }
    done = { ...done, logsBefore: before };
    return blanked;
  };

  return ({ logsBefore, telemetryBefore, rows }) => {
    const telemetry = telemetryBefore > done.telemetryBefore
      ? removeOld(telemetryBefore, rows)
      : 0;
    const logs = logsBefore > done.logsBefore && telemetry < rows
      ? blankOld(logsBefore, rows - telemetry)
      : 0;
    return { logs, telemetry };
  };
}
