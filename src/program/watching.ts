import { join } from "node:path";
import { alertFile } from "../adapters/system/alert_file.ts";
import { diskWatch } from "../adapters/system/disk.ts";
import { logFiles } from "../adapters/system/log_file.ts";
import { webhookAlerts } from "../adapters/webhook/webhook.ts";
import type { Config } from "../config/config.ts";
import type { Alert } from "../domain/alert.ts";
import type { LedgerEvent } from "../domain/event.ts";
import { alertWatch } from "../engine/alerts.ts";
import type { Engine } from "../engine/engine.ts";
import type { Health } from "../engine/state.ts";
import type { Clock } from "../ports/clock.ts";
import type { Start } from "./start.ts";

/** Longest that the last alerts may hold up the end, milliseconds. */
const CLOSE_MS = 3_000;

/** Looks at what an operator wants to know at once, and tells. */
export interface Watching {
  /** Takes events that have just become durable. */
  take(events: readonly LedgerEvent[]): void;
  /** Sends what is still to be sent. */
  close(): Promise<void>;
}

/** Writes the log to files as well, below a data folder that is ours by now. */
export function keepLogs({ config, log }: Start): void {
  const { dataDir, logFileMb, logFiles: files } = config;
  log.attach(logFiles({
    folder: join(dataDir, "logs"),
    maxBytes: logFileMb * 1e6,
    files,
    onFault: (message) => log.write("error", message),
  }));
}

/** Watches engine and disk; alerts leave only when there is a webhook. */
export function watchEngine(
  { config, mode, teams, webhook, log }: Start,
  engine: Engine,
  { wall, health, stop }: {
    /** Real time. */
    readonly wall: Clock;
    /** Is told how the disk is. */
    readonly health: Health;
    readonly stop: AbortSignal;
  },
): Watching {
  const alerts = webhook === undefined ? undefined : webhookAlerts({
    url: webhook,
    ...(config.alertFormat && { format: config.alertFormat }),
    kinds: config.alerts,
    mode: mode.label,
    ...(teams.competition && { competition: teams.competition.name }),
    wall,
    log,
  });
  const kept = alerts && alertFile(config.dataDir, log);
  const watch = alertWatch(engine, { raised: kept?.read() ?? [] });
  const tell = (found: readonly Alert[]): void => {
    if (found.length === 0) return;
    for (const alert of found) alerts?.send(alert);
    kept?.write(watch.raised);
  };
  const disk = diskWatch({
    ...diskSettings(config, engine),
    log,
    wall,
  });
  void disk.run((view) => {
    health.disk = view;
    tell(watch.disk(view));
  }, stop);
  return {
    take: (events) => tell(watch.take(events)),
    close: async () => await alerts?.close(CLOSE_MS),
  };
}

function diskSettings(
  { dataDir, diskWarnMb, diskWarnDays }: Config,
  engine: Engine,
) {
  return {
    dataDir,
    warnMb: diskWarnMb,
    warnDays: diskWarnDays,
    isAroundTheClock: engine.marketData.instruments.some(({ assetClass }) =>
      assetClass === "crypto"
    ),
    minutes: () => engine.books.minutesRun,
  };
}
