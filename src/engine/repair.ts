import { MINUTE_MS } from "../domain/bar.ts";
import {
  isRegular,
  newYorkDate,
  previousSession,
  utcDate,
} from "../domain/calendar.ts";
import { errorText } from "../domain/error.ts";
import type { Log } from "../ports/log.ts";
import type { Stretch } from "./gaps.ts";
import {
  type EmptyMinutes,
  emptyMinutes,
  type RepairDesk,
  repairGaps,
  type RepairReport,
} from "./repair_gaps.ts";
import { type DayReport, validateDay } from "./validate_day.ts";

/** How repairs are, as the status shows it. Times in Unix milliseconds. */
export interface RepairView {
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
  readonly last?: RepairReport;
  /** Of the last day that was validated. */
  readonly validation?: DayReport;
  /** Why the last repair did not end; absent while all is well. */
  readonly fault?: string;
}

/** Repairs gaps and validates days, whenever it is time. */
export interface Repairer {
  /** Does what is due, one thing at a time. Never throws. */
  look(signal: AbortSignal): Promise<void>;
  view(): RepairView;
}

/** What {@linkcode repairer} works with. */
export interface RepairerDesk extends RepairDesk {
  /** The market's time, Unix milliseconds. */
  readonly now: () => number;
  readonly log: Log;
  /** Says whether a day, `YYYY-MM-DD`, has its report. */
  readonly hasReport: (date: string) => boolean;
  /** Keeps the report of a day. */
  readonly keepReport: (report: DayReport) => void;
}

const DAY_MS = 86_400_000;
const HOUR_MS = 60 * MINUTE_MS;
/** Time between two repairs while equities trade, and otherwise, milliseconds. */
const OPEN_EVERY_MS = 15 * MINUTE_MS;
const CLOSED_EVERY_MS = 60 * MINUTE_MS;
/** Time that a repair looks back, milliseconds. */
const BACK_MS = 2 * DAY_MS;
/** The newest minutes are the feed's own: it asks for what is late. */
const YOUNG_MS = 2 * MINUTE_MS;
/** Least time before a minute is asked for again that the source had no bar of. */
const EMPTY_MS = 3 * HOUR_MS;
/** Requests of one repair. */
const ASKS_MAX = 100;
/** When a day is validated: after its end, milliseconds. */
const VALIDATED_AFTER_MS = 2 * HOUR_MS;
/** Where bars lie, from the data folder. */
const ROOT_PATH = "prices/minute_bars";

/**
 * Returns what repairs gaps of the last two days every 15 minutes while equities
 * trade and every 60 else, the previous session and day once a day, and
 * validates each UTC day two hours after its end.
 *
 * @param isOn Whether it ever does anything
 */
export function repairer(desk: RepairerDesk, isOn: boolean): Repairer {
  return new DueRepairs(desk, isOn);
}

class DueRepairs implements Repairer {
  readonly #desk: RepairerDesk;
  readonly #isOn: boolean;
  readonly #empty: EmptyMinutes;
  #isRepairing = false;
  /** When the last repair began, and the last one that ended well. */
  #began: number | undefined;
  #ended: number | undefined;
  #lastAt: number | undefined;
  /** UTC days: of the last repair that ended, and the last whose report is there. */
  #lastDay: string | undefined;
  #validated: string | undefined;
  #last: RepairReport | undefined;
  #validation: DayReport | undefined;
  #fault: string | undefined;

  constructor(desk: RepairerDesk, isOn: boolean) {
    this.#desk = desk;
    this.#isOn = isOn;
    this.#empty = emptyMinutes(desk.now, EMPTY_MS);
  }

  async look(signal: AbortSignal): Promise<void> {
    if (!this.#isOn || this.#isRepairing || signal.aborted) return;
    this.#isRepairing = true;
    try {
      await this.#repair(signal);
      await this.#validate(signal);
      if (this.#began === this.#ended) this.#fault = undefined;
    } catch (error) {
      if (!signal.aborted) {
        this.#fail(`Cannot repair bars: ${errorText(error)}`);
      }
    } finally {
      this.#isRepairing = false;
    }
  }

  view(): RepairView {
    const { now, books } = this.#desk;
    const left = nextAt(this.#began, now()) - now();
    return {
      ...{ isOn: this.#isOn, isRepairing: this.#isRepairing },
      rootPath: ROOT_PATH,
      symbols: books().instruments.size,
      isMarketOpen: isRegular(now()),
      ...(this.#lastAt !== undefined && { lastAt: this.#lastAt }),
      ...(this.#isOn && {
        nextInMinutes: Math.max(0, Math.ceil(left / MINUTE_MS)),
      }),
      ...(this.#last && { last: this.#last }),
      ...(this.#validation && { validation: this.#validation }),
      ...(this.#fault !== undefined && { fault: this.#fault }),
    };
  }

  async #repair(signal: AbortSignal): Promise<void> {
    const desk = this.#desk;
    const now = desk.now();
    const { barsUpTo } = desk.books();
    if (barsUpTo === undefined || now < nextAt(this.#began, now)) return;
    this.#began = now;
    const day = utcDate(now);
    const from = this.#lastDay === day ? now - BACK_MS : previousDay(now).from;
    const to = Math.min(barsUpTo, now - YOUNG_MS) + MINUTE_MS;
    if (from < to) {
      this.#last = await repairGaps(desk, {
        ...{ from: from - from % MINUTE_MS, to, empty: this.#empty, signal },
        asksMax: ASKS_MAX,
      });
      say(desk.log, this.#last);
    }
    if (signal.aborted) return;
    this.#lastDay = day;
    this.#lastAt = desk.now();
    this.#ended = now;
  }

  async #validate(signal: AbortSignal): Promise<void> {
    const desk = this.#desk;
    const date = utcDate(desk.now() - VALIDATED_AFTER_MS - DAY_MS);
    if (date === this.#validated || desk.books().barsUpTo === undefined) return;
    if (!desk.hasReport(date)) {
      const instruments = [...desk.books().instruments.values()];
      const report = await validateDay(date, { ...desk, instruments, signal });
      if (!report) return;
      desk.keepReport(report);
      sayValidated(desk.log, report);
      this.#validation = report;
    }
    this.#validated = date;
  }

  /** Said once, however often it happens. */
  #fail(text: string): void {
    if (text !== this.#fault) this.#desk.log.write("warning", text);
    this.#fault = text;
  }
}

/** Returns when the next repair begins; in the past, when a clock was set back. */
function nextAt(began: number | undefined, now: number): number {
  if (began === undefined || began > now) return now;
  return began + (isRegular(now) ? OPEN_EVERY_MS : CLOSED_EVERY_MS);
}

/** Returns the previous session and UTC day, up to now. */
function previousDay(now: number): Stretch {
  const day = Math.floor(now / DAY_MS) * DAY_MS - DAY_MS;
  const { open, date } = previousSession(now);
  const before = date === newYorkDate(now) ? previousSession(open).open : open;
  return { from: Math.min(day, before, now - BACK_MS), to: now };
}

function say(log: Log, report: RepairReport): void {
  const { scanned, missing, empty, asked, added, revised } = report;
  const facts = { symbols: scanned, missing, empty, asked, added, revised };
  const isNews = added > 0 || revised > 0;
  log.write(isNews ? "info" : "debug", "Repaired bars", facts);
}

function sayValidated(
  log: Log,
  { date, symbols, expected, there, counts }: DayReport,
): void {
  log.write("info", `Validated the bars of ${date}`, {
    ...{ symbols, expected, there },
    gaps: counts.gap,
    outliers: counts.outlier,
    silence: counts.silence,
    revised: counts.revision,
    unusable: counts.unusable,
  });
}
