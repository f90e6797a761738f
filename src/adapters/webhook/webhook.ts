import type {
  Alert,
  AlertFormat,
  AlertKind,
  ToldAlert,
} from "../../domain/alert.ts";
import type { Alerts } from "../../ports/alerts.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Log } from "../../ports/log.ts";
import { alertBody, formatOf, type Notice, type Sender } from "./alert_body.ts";
import { alertQueue } from "./alert_queue.ts";
import { post } from "./post.ts";

/** What {@linkcode webhookAlerts} sends, and where. */
export interface WebhookOptions extends Sender {
  /** Holds a secret; absent when nobody is to be told. */
  readonly url?: string;
  /** How bodies are written; by the address's host when absent. */
  readonly format?: AlertFormat;
  /** What is wanted; nothing is sent about others. */
  readonly kinds: readonly AlertKind[];
  /** Real time. */
  readonly wall: Clock;
  readonly log: Log;
  /** What the process before has told. */
  readonly told?: readonly ToldAlert[];
  /** Takes note that an alert has arrived. Never throws. */
  readonly onTold?: (alert: ToldAlert) => void;
  /** Longest that a try takes, milliseconds; for tests. */
  readonly timeoutMs?: number;
}

/**
 * Returns what sends alerts to a webhook, one after the other: of what flaps the
 * last state once in ten minutes, at most twenty an hour, each tried five times,
 * and again ten minutes later. The address is in no line of the log, its host is.
 */
export function webhookAlerts(options: WebhookOptions): Alerts {
  const { url, kinds, wall, log } = options;
  if (url === undefined || kinds.length === 0) {
    return { send() {}, close: () => Promise.resolve() };
  }
  const { host } = new URL(url);
  const queue = alertQueue(options.told);
  const stop = new AbortController();
  let wake = new AbortController();
  let isClosing = false;
  let isRunning = false;
  let running: Promise<void> = Promise.resolve();

  const deliver = delivery(url, options, stop.signal);

  const tell = async (alert: Alert): Promise<void> => {
    if (!await deliver(alert)) return queue.failed(alert);
    queue.told(alert);
    options.onTold?.({ ...alert, toldAt: wall.now() });
  };

  /** Sends until nothing waits. */
  const run = async (): Promise<void> => {
    try {
      // Whoever sends goes on first.
      await Promise.resolve();
      while (!stop.signal.aborted) {
        const turn = queue.next(wall.now(), isClosing);
        if (!turn) return;
        if (turn.kind === "send") {
          await tell(turn.alert);
        } else if (turn.kind === "held") {
          await deliver(heldBack(turn.count, turn.at));
        } else {
          if (isClosing) return;
          wake = new AbortController();
          await wall.sleepUntil(turn.until, wake.signal);
        }
      }
    } finally {
      isRunning = false;
    }
  };

  return {
    send(alert: Alert): void {
      if (isClosing || !kinds.includes(alert.kind)) return;
      queue.add(alert);
      wake.abort();
      if (isRunning) return;
      isRunning = true;
      running = run();
    },
    async close(maxMs) {
      isClosing = true;
      wake.abort();
      const isDone = new AbortController();
      const late = wall.sleepUntil(wall.now() + maxMs, isDone.signal);
      await Promise.race([running, late]);
      isDone.abort();
      stop.abort();
      await running;
      if (queue.size === 0) return;
      for (const alert of queue.waiting()) {
        sayFailed(alert, "QTC ends", { host, log });
      }
      log.write("warning", `${queue.size} alerts were not sent`, { host });
    },
  };
}

/** Returns what posts a notice and says whether it has arrived. */
function delivery(
  url: string,
  options: WebhookOptions,
  stop: AbortSignal,
): (notice: Notice) => Promise<boolean> {
  const { host } = new URL(url);
  const { format = formatOf(url), log } = options;
  return async (notice) => {
    const body = alertBody(notice, format, options);
    const fault = await post(body, { ...options, url, stop });
    if (fault === undefined) return true;
    // What is cut off by the end is named by close().
    if (!stop.aborted) sayFailed(notice, fault, { host, log });
    return false;
  };
}

function heldBack(count: number, at: number): Notice {
  const message = count === 1
    ? "1 more alert is held back"
    : `${count} more alerts are held back`;
  return { kind: "held_back", message, at };
}

function sayFailed(
  notice: Notice,
  fault: string,
  { host, log }: { readonly host: string; readonly log: Log },
): void {
  log.write("error", `Cannot send an alert: ${fault}`, {
    ...{ host, kind: notice.kind },
    ...("state" in notice && { state: notice.state }),
    ...("subject" in notice && { subject: notice.subject }),
    message: notice.message,
  });
}
