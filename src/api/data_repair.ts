import { Hono } from "hono";
import { anyOrigin } from "./cors.ts";
import type { ApiApp, ApiEnv } from "./env.ts";
import { isoTime, isoTimeOrNull } from "./time.ts";

/** How repairs of bars are. Times in Unix milliseconds. */
export interface DataRepairView {
  /** Whether there will be repairs. */
  readonly isOn: boolean;
  /** Whether one is under way. */
  readonly isRepairing: boolean;
  /** When the last one ended; absent before the first. */
  readonly lastAt?: number;
  /** Minutes until the next one, ≥ 0; absent when there will be none. */
  readonly nextInMinutes?: number;
  /** Where the bars lie, from the data folder. */
  readonly rootPath: string;
  readonly symbols: number;
  /** Whether equities trade now. */
  readonly isMarketOpen: boolean;
  /** What the last one has found and done; absent before the first. */
  readonly last?: {
    readonly from: number;
    readonly to: number;
    readonly scanned: number;
    readonly expected: number;
    readonly missing: number;
    readonly empty: number;
    readonly asked: number;
    readonly fetched: number;
    readonly added: number;
    readonly revised: number;
  };
  /** Of the day that was validated last; absent before the first. */
  readonly validation?: {
    readonly date: string;
    readonly symbols: number;
    readonly expected: number;
    readonly there: number;
    readonly counts: Readonly<Record<string, number>>;
  };
  /** Why the last one did not end; absent while all is well. */
  readonly fault?: string;
}

/** Says how repairs are. */
export interface DataRepairReader {
  view(): DataRepairView;
}

/** Returns the route of the repairs. */
export function dataRepairRoutes(repairs: DataRepairReader): ApiApp {
  return new Hono<ApiEnv>().get(
    "/api/v1/data-repair/status",
    anyOrigin,
    (c) => c.json(dataRepairJson(repairs.view())),
  );
}

/** Returns repairs as answers show them. */
export function dataRepairJson(view: DataRepairView) {
  const { last, validation } = view;
  return {
    running: view.isOn,
    repairing: view.isRepairing,
    last_repair_time: isoTimeOrNull(view.lastAt),
    root_path: view.rootPath,
    symbols_tracked: view.symbols,
    market_hours: view.isMarketOpen,
    next_repair_in_minutes: view.nextInMinutes ?? null,
    last_repair: last
      ? {
        from: isoTime(last.from),
        to: isoTime(last.to),
        symbols_scanned: last.scanned,
        minutes_expected: last.expected,
        minutes_missing: last.missing,
        minutes_known_empty: last.empty,
        requests: last.asked,
        bars_fetched: last.fetched,
        bars_added: last.added,
        bars_revised: last.revised,
      }
      : null,
    last_validation: validation
      ? {
        date: validation.date,
        symbols: validation.symbols,
        minutes_expected: validation.expected,
        minutes_there: validation.there,
        counts: validation.counts,
      }
      : null,
    error: view.fault ?? null,
  };
}
