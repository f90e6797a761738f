import { Hono } from "hono";
import type { SandboxState } from "../domain/sandbox_layer.ts";
import { competitionJson, type CompetitionView } from "./competition.ts";
import { anyOrigin } from "./cors.ts";
import type { ApiApp, ApiEnv, ApiOptions } from "./env.ts";
import { isoTime, isoTimeOrNull } from "./time.ts";

/** How the whole is. All times are the competition's, Unix milliseconds. */
export interface StatusView {
  readonly status: "operational" | "degraded" | "stopped" | "starting";
  /** Now. */
  readonly at: number;
  readonly market: {
    /** Whether equities trade in this minute. */
    readonly isOpen: boolean;
    /** Start of the last minute that was published; absent before the first. */
    readonly minute?: number;
  };
  readonly orchestrator: {
    readonly running: boolean;
    /** When a minute was handled last; absent before the first. */
    readonly lastHeartbeat?: number;
    readonly teamsLoaded: number;
    /** Teams whose strategies are called in this minute. */
    readonly teamsActive: number;
    /** One word, such as `healthy`. */
    readonly uptimeStatus: string;
  };
  readonly dataFeed: {
    /** End of the newest bar; absent before the first. */
    readonly lastUpdate?: number;
    readonly state: "healthy" | "delayed" | "stale";
    /** What is wrong, such as `rate_limited`; absent while all is well. */
    readonly reason?: string;
    readonly symbolsTracked: number;
    /** Bars of the last minute. */
    readonly barsReceived: number;
  };
  /** Absent when there is none that starts or ends. */
  readonly competition?: CompetitionView;
  /** How much room there is; absent while that is not known. */
  readonly disk?: {
    readonly state: "ok" | "low" | "full";
    /** Bytes that may still be written. */
    readonly freeBytes: number;
    /** Bytes of the data folder. */
    readonly usedBytes: number;
    /** Bytes that a day of the competition adds; absent at first. */
    readonly bytesPerDay?: number;
    /** Days of the competition until nothing is free; absent at first. */
    readonly daysLeft?: number;
  };
  /** What the system puts around strategies; absent where none run. */
  readonly sandbox?: SandboxState;
  readonly ledger: {
    /** Number of its last event. */
    readonly length: number;
    /** Hash of its last event and all before it, hex. */
    readonly head: string;
  };
}

/** What the status reads. */
export interface StatusReader {
  status(): StatusView;
}

/** Market time between two calls of a strategy, seconds. */
const FREQUENCY_S = 60;

/** `GET /api/v1/status`: whether it runs, on what, and how far it has come. */
export function statusRoutes(
  reader: StatusReader,
  options: Pick<ApiOptions, "mode" | "readOnly">,
): ApiApp {
  return new Hono<ApiEnv>().get(
    "/api/v1/status",
    anyOrigin,
    (c) => c.json(statusJson(reader.status(), options)),
  );
}

/** Returns what the route answers, for whoever wants it without asking. */
export function statusJson(
  view: StatusView,
  { mode, readOnly }: Pick<ApiOptions, "mode" | "readOnly">,
) {
  const { at, market, orchestrator, dataFeed, ledger } = view;
  const { lastUpdate } = dataFeed;
  return {
    status: view.status,
    timestamp: isoTime(at),
    mode,
    read_only: readOnly === true,
    market: {
      is_open: market.isOpen,
      status: market.isOpen ? "trading" : "closed",
      minute: isoTimeOrNull(market.minute),
    },
    orchestrator: {
      running: orchestrator.running,
      last_heartbeat: isoTimeOrNull(orchestrator.lastHeartbeat),
      execution_frequency_seconds: FREQUENCY_S,
      teams_loaded: orchestrator.teamsLoaded,
      teams_active: orchestrator.teamsActive,
      uptime_status: orchestrator.uptimeStatus,
    },
    data_feed: {
      last_update: isoTimeOrNull(lastUpdate),
      seconds_since_update: lastUpdate === undefined
        ? null
        : Math.max(0, Math.floor((at - lastUpdate) / 1000)),
      status: dataFeed.state,
      reason: dataFeed.reason ?? null,
      symbols_tracked: dataFeed.symbolsTracked,
      bars_received: dataFeed.barsReceived,
    },
    competition: competitionJson(view.competition),
    disk: diskJson(view.disk),
    sandbox: sandboxJson(view.sandbox),
    ledger: { length: ledger.length, head: ledger.head },
  };
}

function diskJson(disk: StatusView["disk"]) {
  return disk === undefined ? null : {
    state: disk.state,
    free_bytes: disk.freeBytes,
    used_bytes: disk.usedBytes,
    bytes_per_day: disk.bytesPerDay ?? null,
    days_left: disk.daysLeft ?? null,
  };
}

/** Says what is on and what is off; why something is off is nobody's business here. */
function sandboxJson(sandbox: StatusView["sandbox"]) {
  return sandbox === undefined ? null : Object.fromEntries(
    Object.entries(sandbox).map((
      [layer, isOn],
    ) => [layer, isOn ? "on" : "off"]),
  );
}
