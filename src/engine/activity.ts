import { newYorkDate } from "../domain/calendar.ts";
import { actionText } from "../domain/corporate_action.ts";
import { decimalText } from "../domain/decimal.ts";
import { INITIAL_CASH, type LedgerEvent } from "../domain/event.ts";
import type { Head, LedgerRecord } from "../ports/ledger.ts";
import { minuteText } from "./minute_text.ts";

/** Something that happened and that everybody may know. */
export interface Activity {
  /** The number of its event in the ledger. */
  readonly id: number;
  /** Unix milliseconds of the competition. */
  readonly at: number;
  readonly message: string;
}

/** Entries that are kept for those who come later. */
const KEEP = 500;

/** How old an action may be that is told, milliseconds. */
const NEWS_MS = 7 * 86_400_000;

/** The last things that happened, and who wants to hear of the next. */
export interface ActivityLog {
  /** Takes events that have just become durable; `head` is after them. */
  take(events: readonly LedgerEvent[], head: Head): void;
  /** Returns the newest `limit` entries, oldest first. */
  recent(limit: number): readonly Activity[];
  /** Calls back with each new entry, until the function it returns is called. */
  subscribe(listener: (entry: Activity) => void): () => void;
}

/**
 * Returns the activity log.
 *
 * @param last Events from before this process, oldest first
 */
export function activityLog(last: readonly LedgerRecord[] = []): ActivityLog {
  const entries = last.flatMap(({ seq, event }) => entryOf(seq, event) ?? [])
    .slice(-KEEP);
  const listeners = new Set<(entry: Activity) => void>();
  return {
    take(events, head) {
      events.forEach((event, index) => {
        const seq = head.length - events.length + index + 1;
        const entry = entryOf(seq, event);
        if (!entry) return;
        entries.push(entry);
        if (entries.length > KEEP) entries.shift();
        for (const listener of listeners) listener(entry);
      });
    },
    recent: (limit) => entries.slice(-limit),
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

function entryOf(id: number, event: LedgerEvent): Activity | undefined {
  const message = messageOf(event);
  if (message === undefined || !("minute" in event)) return undefined;
  return { id, at: event.minute, message };
}

/**
 * Returns what everybody may know of an event: never what one team holds,
 * ordered or did wrong.
 */
function messageOf(event: LedgerEvent): string | undefined {
  switch (event.kind) {
    case "opened":
      return `received minutebars for ${hhmm(event.minute)} ` +
        `(${event.symbols} symbols)`;
    case "runs": {
      const ok = event.runs.filter(({ outcome }) => outcome === "ok").length;
      return `ran ${event.runs.length} strategies for ${hhmm(event.minute)}` +
        (ok < event.runs.length ? ` (${event.runs.length - ok} failed)` : "");
    }
    case "deposit":
      // A team's first event with cash; what it changes later is its own business.
      return event.cause === INITIAL_CASH
        ? `team ${event.teamId} takes part`
        : undefined;
    case "competition": {
      const { name, starts = 0, ends } = event.competition ?? {};
      if (starts > event.minute) {
        return `competition ${name} starts at ${minuteText(starts)}`;
      }
      return ends === undefined
        ? undefined
        : `competition ${name} ends at ${minuteText(ends)}`;
    }
    case "ended":
      return `competition ${event.name} has ended: the board is final`;
    case "session":
      return event.change.hours
        ? `the exchange has its own hours on ${event.change.date}`
        : `the exchange is closed on ${event.change.date}`;
    case "corporate_action":
      return isNews(event) ? actionText(event.action) : undefined;
    case "frozen":
      if (event.reason !== undefined) {
        return `${event.symbol} is frozen: ${event.reason}`;
      }
      return `${event.symbol} is frozen: its price jumped from ` +
        `${decimalText(event.mark)} to ${decimalText(event.price)}`;
    case "thawed":
      return `${event.symbol} trades again: ${event.reason}`;
    case "team_removed":
      return `team ${event.teamId} has left`;
    case "missed":
      return `missed ${hhmm(event.from)} to ${hhmm(event.minute)}`;
    case "skipped":
      return `skipped ${hhmm(event.minute)}: ${event.reason}`;
    default:
      return undefined;
  }
}

/** What history is adjusted by is none. */
function isNews(
  { action, minute }: Extract<LedgerEvent, { kind: "corporate_action" }>,
): boolean {
  return action.exDate >= newYorkDate(minute - NEWS_MS);
}

function hhmm(minute: number): string {
  return new Date(minute).toISOString().slice(11, 16);
}
