import { type Alert, ALERT_KINDS, alertKey } from "../../domain/alert.ts";

/** The same thing is told about at most once in this time, milliseconds. */
const GAP_MS = 10 * 60_000;
/** Alerts that are sent in {@linkcode HOUR_MS} at most. */
export const HOURLY_MAX = 20;
const HOUR_MS = 60 * 60_000;
/** Alerts that wait at most; of each thing only the last counts. */
export const WAITING_MAX = 100;

/** What is to be done next. */
export type Turn =
  | { readonly kind: "send"; readonly alert: Alert }
  /** Say that there are more than may be sent. */
  | { readonly kind: "held"; readonly count: number }
  /** Nothing may be sent before this time, Unix milliseconds. */
  | { readonly kind: "wait"; readonly until: number };

/** Alerts that wait to be sent. All times are real ones, Unix milliseconds. */
export interface AlertQueue {
  readonly size: number;
  /** Takes an alert in place of what waits about the same thing. */
  add(alert: Alert): void;
  /**
   * Returns what is to be done now, `undefined` when nothing waits. What is to be
   * sent waits no longer.
   *
   * @param isLast There is no later: what flaps is told about as well
   */
  next(now: number, isLast: boolean): Turn | undefined;
  /** Takes note that an alert has arrived. */
  told(alert: Alert): void;
}

/** When something was told about last, and what; absent when it did not arrive. */
interface Said {
  readonly at: number;
  told?: Alert;
}

/** Returns an empty queue. */
export function alertQueue(): AlertQueue {
  /** In the order in which they came. */
  const waiting = new Map<string, Alert>();
  const said = new Map<string, Said>();
  let sentAt: readonly number[] = [];
  let heldAt = -Infinity;
  /** Refused since that was last said. */
  let lost = 0;

  /** Forgets what limits nothing any more, also after a clock was set back. */
  const forget = (now: number): void => {
    const isWithin = (at: number, ms: number) => at <= now && now - at < ms;
    sentAt = sentAt.filter((at) => isWithin(at, HOUR_MS));
    for (const [key, { at }] of said) {
      if (!isWithin(at, GAP_MS)) said.delete(key);
    }
    if (!isWithin(heldAt, HOUR_MS)) heldAt = -Infinity;
  };

  return {
    get size() {
      return waiting.size;
    },
    add(alert) {
      const key = alertKey(alert);
      waiting.delete(key);
      if (sameNews(said.get(key)?.told, alert)) return;
      waiting.set(key, alert);
      if (waiting.size <= WAITING_MAX) return;
      waiting.delete(leastOf(waiting));
      lost++;
    },
    next(now, isLast) {
      forget(now);
      if (waiting.size === 0) return undefined;
      const keys = [...waiting.keys()];
      const ready = keys.filter((key) => isLast || !said.has(key));
      if (ready.length === 0) {
        const times = keys.map((key) => said.get(key)?.at ?? now);
        return { kind: "wait", until: Math.min(...times) + GAP_MS };
      }
      if (sentAt.length >= HOURLY_MAX) {
        if (heldAt > -Infinity) {
          return { kind: "wait", until: Math.min(...sentAt) + HOUR_MS };
        }
        const count = waiting.size + lost;
        lost = 0;
        heldAt = now;
        return { kind: "held", count };
      }
      const [alert] = ready.flatMap((key) => waiting.get(key) ?? [])
        .sort((a, b) => rankOf(a) - rankOf(b));
      if (!alert) return undefined;
      const key = alertKey(alert);
      waiting.delete(key);
      sentAt = [...sentAt, now];
      said.set(key, { at: now });
      return { kind: "send", alert };
    },
    told(alert) {
      const key = alertKey(alert);
      const entry = said.get(key);
      if (entry) entry.told = alert;
      const later = waiting.get(key);
      if (later && sameNews(alert, later)) waiting.delete(key);
    },
  };
}

/** Returns the key of what is least important, of that the last. */
function leastOf(waiting: ReadonlyMap<string, Alert>): string {
  const [[key]] = [...waiting].toReversed()
    .sort(([, a], [, b]) => rankOf(b) - rankOf(a)) as [[string, Alert]];
  return key;
}

function rankOf({ kind }: Alert): number {
  return ALERT_KINDS.indexOf(kind);
}

/** Says whether whoever was told `a` learns nothing from `b`. */
function sameNews(a: Alert | undefined, b: Alert): boolean {
  return a?.state === b.state && a.message === b.message;
}
