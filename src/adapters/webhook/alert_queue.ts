import {
  type Alert,
  alertKey,
  byImportance,
  type ToldAlert,
} from "../../domain/alert.ts";

/** The same thing is told about, or tried again, at most once in this time, milliseconds. */
const GAP_MS = 10 * 60_000;
/** Alerts that are sent in {@linkcode HOUR_MS} at most about teams, and about all else. */
export const HOURLY_MAX = 10;
const HOUR_MS = 60 * 60_000;
/** Alerts that wait at most; of each thing only the last counts. */
export const WAITING_MAX = 100;

/** What is to be done next. */
export type Turn =
  | { readonly kind: "send"; readonly alert: Alert }
  /** Say that there are more than may be sent. */
  | {
    readonly kind: "held";
    readonly count: number;
    /** When the last of them happened, time of the competition. */
    readonly at: number;
  }
  /** Nothing may be sent before this time, Unix milliseconds. */
  | { readonly kind: "wait"; readonly until: number };

/** Alerts that wait to be sent. Times are real ones, Unix milliseconds, but for `at`. */
export interface AlertQueue {
  readonly size: number;
  /** Returns what waits, in the order in which it came. */
  waiting(): readonly Alert[];
  /** Takes an alert in place of what waits about the same thing. */
  add(alert: Alert): void;
  /**
   * Returns what is to be done now, `undefined` when nothing waits. What is to be
   * sent waits no longer; then {@linkcode told} or {@linkcode failed} follows.
   *
   * @param isLast There is no later: what flaps is told about as well
   */
  next(now: number, isLast: boolean): Turn | undefined;
  /** Takes note that an alert has arrived. */
  told(alert: Alert): void;
  /** Takes an alert back that has not arrived, unless there is later news. */
  failed(alert: Alert): void;
}

/** When something was last tried to be told, and what was if that has failed. */
interface Try {
  readonly at: number;
  failed?: Alert;
}

/** What limits alerts of one sort. */
interface Budget {
  sentAt: readonly number[];
  /** When it was said that there are more. */
  heldAt: number;
  /** Refused since that was last said. */
  lost: number;
}

/** What a queue knows. */
interface State {
  /** In the order in which they came. */
  readonly waiting: Map<string, Alert>;
  readonly told: Map<string, Alert>;
  readonly tries: Map<string, Try>;
  readonly budgets: ReturnType<typeof budgetsOf>;
}

/**
 * Returns an empty queue. Teams use up no alert but their own: what strategies
 * do must not hide what happens to the server.
 *
 * @param before What is known to have been told already
 */
export function alertQueue(before: readonly ToldAlert[] = []): AlertQueue {
  const state: State = {
    waiting: new Map(),
    told: new Map(keyed(before, (each) => each)),
    tries: new Map(keyed(before, ({ toldAt: at }) => ({ at }))),
    budgets: budgetsOf(),
  };
  const { waiting, told, tries, budgets } = state;
  /** What is being sent: whether it arrives is not known yet. */
  let underWay: string | undefined;

  return {
    get size() {
      return waiting.size;
    },
    waiting: () => [...waiting.values()],
    add(alert) {
      const key = alertKey(alert);
      waiting.delete(key);
      const isOld = key !== underWay && sameNews(told.get(key), alert);
      if (!isOld) keep(state, alert);
    },
    next(now, isLast) {
      budgets.forget(now);
      for (const [key, { at }] of tries) {
        if (!isWithin(at, now, GAP_MS)) tries.delete(key);
      }
      const turn = nextTurn(state, now, isLast);
      if (turn?.kind === "send") {
        underWay = alertKey(turn.alert);
        waiting.delete(underWay);
        tries.set(underWay, { at: now });
        budgets.spend(turn.alert, now);
      }
      return turn;
    },
    told(alert) {
      const key = alertKey(alert);
      underWay = undefined;
      told.set(key, alert);
      const later = waiting.get(key);
      if (later && sameNews(alert, later)) waiting.delete(key);
    },
    failed(alert) {
      const key = alertKey(alert);
      underWay = undefined;
      const tried = tries.get(key);
      if (tried) {
        tried.failed = alert;
        budgets.giveBack(alert, tried.at);
      }
      const last = waiting.get(key) ?? alert;
      waiting.delete(key);
      if (!sameNews(told.get(key), last)) keep(state, last);
    },
  };
}

/** Lets an alert wait; when that are too many, what matters least is lost. */
function keep({ waiting, budgets }: State, alert: Alert): void {
  waiting.set(alertKey(alert), alert);
  if (waiting.size <= WAITING_MAX) return;
  const least = leastOf(waiting);
  waiting.delete(alertKey(least));
  budgets.of(least).lost++;
}

function nextTurn(
  state: State,
  now: number,
  isLast: boolean,
): Turn | undefined {
  const { tries, budgets } = state;
  const all = [...state.waiting.values()];
  const ready = all.filter((each) => isReady(state, each, isLast))
    .sort(byImportance);
  const alert = ready.find((each) => budgets.roomAt(each) === -Infinity);
  if (alert) return { kind: "send", alert };
  const held = ready.find((each) => budgets.of(each).heldAt === -Infinity);
  if (held) return budgets.hold(held, all, now);
  if (all.length === 0) return undefined;
  const dueAt = (each: Alert): number => {
    const { at = -Infinity } = tries.get(alertKey(each)) ?? {};
    return Math.max(at + GAP_MS, budgets.roomAt(each));
  };
  return { kind: "wait", until: Math.min(...all.map(dueAt)) };
}

/** Says whether an alert may be sent for all that was tried before. */
function isReady({ told, tries }: State, alert: Alert, isLast: boolean) {
  const key = alertKey(alert);
  const tried = tries.get(key);
  const isNews = told.get(key)?.state !== alert.state &&
    tried?.failed !== alert;
  return !tried || isLast && isNews;
}

/** Returns what limits teams, and what limits all else. */
function budgetsOf() {
  const fresh = (): Budget => ({ sentAt: [], heldAt: -Infinity, lost: 0 });
  const teams = fresh();
  const rest = fresh();
  const of = ({ kind }: Alert): Budget => kind === "quarantine" ? teams : rest;
  return {
    of,
    /** Forgets what limits nothing any more, also after a clock was set back. */
    forget(now: number): void {
      for (const each of [teams, rest]) {
        each.sentAt = each.sentAt.filter((at) => isWithin(at, now, HOUR_MS));
        if (!isWithin(each.heldAt, now, HOUR_MS)) each.heldAt = -Infinity;
      }
    },
    /** Returns from when on there is room for an alert. */
    roomAt(alert: Alert): number {
      const { sentAt } = of(alert);
      if (sentAt.length < HOURLY_MAX) return -Infinity;
      return Math.min(...sentAt) + HOUR_MS;
    },
    spend(alert: Alert, now: number): void {
      const budget = of(alert);
      budget.sentAt = [...budget.sentAt, now];
    },
    /** What has not arrived has bothered nobody. */
    giveBack(alert: Alert, spentAt: number): void {
      const budget = of(alert);
      const index = budget.sentAt.lastIndexOf(spentAt);
      budget.sentAt = budget.sentAt.filter((_, i) => i !== index);
    },
    /** Returns the line about all that waits with an alert. */
    hold(alert: Alert, waiting: readonly Alert[], now: number): Turn {
      const budget = of(alert);
      const alike = waiting.filter((each) => of(each) === budget);
      const count = alike.length + budget.lost;
      budget.lost = 0;
      budget.heldAt = now;
      const at = Math.max(...alike.map((each) => each.at));
      return { kind: "held", count, at };
    },
  };
}

function keyed<T>(
  alerts: readonly ToldAlert[],
  valueOf: (alert: ToldAlert) => T,
): [string, T][] {
  return alerts.map((each) => [alertKey(each), valueOf(each)]);
}

/** Returns what is least important, of that the last. */
function leastOf(waiting: ReadonlyMap<string, Alert>): Alert {
  const [least] = [...waiting.values()].toReversed()
    .sort((a, b) => byImportance(b, a)) as [Alert];
  return least;
}

function isWithin(at: number, now: number, ms: number): boolean {
  return at <= now && now - at < ms;
}

/** Says whether whoever was told `a` learns nothing from `b`. */
function sameNews(a: Alert | undefined, b: Alert): boolean {
  return a?.state === b.state && a.message === b.message;
}
