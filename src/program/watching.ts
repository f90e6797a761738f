import { join } from "node:path";
import { alertFile } from "../adapters/system/alert_file.ts";
import { diskWatch } from "../adapters/system/disk.ts";
import { logFiles } from "../adapters/system/log_file.ts";
import { webhookAlerts } from "../adapters/webhook/webhook.ts";
import type { Config } from "../config/config.ts";
import { type Alert, alertKey, type ToldAlert } from "../domain/alert.ts";
import { errorText } from "../domain/error.ts";
import type { LedgerEvent } from "../domain/event.ts";
import { alertWatch } from "../engine/alerts.ts";
import type { Engine } from "../engine/engine.ts";
import type { Health } from "../engine/state.ts";
import type { Clock } from "../ports/clock.ts";
import type { Log } from "../ports/log.ts";
import type { Start } from "./start.ts";

/** Longest that the last alerts may hold up the end, milliseconds. */
const CLOSE_MS = 3_000;

/** Looks at what an operator wants to know at once, and tells. */
export interface Watching {
  /** Takes events that have just become durable. */
  take(events: readonly LedgerEvent[]): void;
  /** Looks once more and sends what is still to be sent. */
  close(): Promise<void>;
  /**
   * Tells that the process ends because of an error.
   *
   * @throws {unknown} that error, when it is told or that has taken too long
   */
  failed(error: unknown): Promise<never>;
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
  const kept = webhook === undefined
    ? undefined
    : { url: webhook, ...keptAlerts(config.dataDir, log) };
  const alerts = kept && webhookAlerts({
    ...kept,
    ...(config.alertFormat && { format: config.alertFormat }),
    kinds: config.alerts,
    mode: mode.label,
    ...(teams.competition && { competition: teams.competition.name }),
    wall,
    log,
  });
  const watch = alertWatch(engine, { told: kept?.told ?? [] });
  const tell = (found: readonly Alert[]): void => {
    for (const alert of found) {
      alerts?.send(alert);
      // What nothing else logs stands in the log, with a webhook or without.
      if (alert.kind !== "quarantine" && alert.kind !== "feed") continue;
      const level = alert.state === "raised" ? "warning" : "info";
      log.write(level, alert.message);
    }
  };
  /** Before it has started, an engine does not yet know that it must halt. */
  const look = (): void => {
    if (health.phase !== "starting") tell(watch.take([]));
  };
  const close = async (): Promise<void> => {
    look();
    over.abort();
    await Promise.all([looks, alerts?.close(CLOSE_MS)]);
  };
  const disk = diskWatch({
    ...diskSettings(config, engine),
    log,
    wall,
  });
  const over = new AbortController();
  const looks = disk.run((view) => {
    health.disk = view;
    tell(watch.disk(view));
    look();
  }, AbortSignal.any([stop, over.signal]));
  return {
    take: (events) => tell(watch.take(events)),
    close,
    async failed(error) {
      tell(watch.crash(errorText(error)));
      await close();
      throw error;
    },
  };
}

/**
 * Returns what operators were told that it began and not that it ended. The file
 * is written at once: when the disk is full it is too late for a new one.
 */
function keptAlerts(dataDir: string, log: Log) {
  const file = alertFile(dataDir, log);
  const before = file.read();
  file.write(before);
  const now = new Map(before.map((each) => [alertKey(each), each]));
  const onTold = (alert: ToldAlert): void => {
    if (alert.state === "raised") now.set(alertKey(alert), alert);
    else now.delete(alertKey(alert));
    file.write([...now.values()]);
  };
  return { told: before, onTold };
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
