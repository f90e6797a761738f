import { type Alert, alertKey, type AlertKind } from "../domain/alert.ts";
import { utcDate } from "../domain/calendar.ts";
import { decimalText } from "../domain/decimal.ts";
import type { LedgerEvent } from "../domain/event.ts";
import type { Portfolio } from "../domain/portfolio.ts";
import { STRIKES } from "../domain/quarantine.ts";
import type { Clock } from "../ports/clock.ts";
import type { DiskView } from "../ports/disk.ts";
import { NO_DATA } from "./bars.ts";
import { hoursLine } from "./calendar_check.ts";
import type { Engine } from "./engine.ts";

/**
 * Minutes in a row without data after which the feed is dead. One happens: the
 * next call brings its bars. In two, nobody has traded on a price that is known.
 */
export const DEAD_MINUTES = 2;

/** Says what operators want to know at once, each thing once. */
export interface AlertWatch {
  /**
   * Takes events that have just become durable, and looks at the engine. Without
   * events it looks at the teams as well: nothing need have followed a change.
   */
  take(events: readonly LedgerEvent[]): Alert[];
  /** Takes how much room there is. */
  disk(view: DiskView): Alert[];
  /** Takes why the process ends although nobody asked it to. */
  crash(reason: string): Alert[];
}

/** What {@linkcode alertWatch} looks at. */
export type AlertSource = Pick<
  Engine,
  "actionsAsked" | "books" | "broken" | "clock" | "halted"
>;

/** How {@linkcode alertWatch} begins. */
export interface AlertSettings {
  /** What operators were told that it began, and not that it ended. */
  readonly told?: readonly Alert[];
}

/** A process that ended by itself; what an engine says of itself is another thing. */
const CRASH = { kind: "halt", subject: "process" } as const;

/**
 * Returns a watch over an engine. What was told before it began is not raised
 * again, and when it ends, that is said; all else that is so by then is raised.
 */
export function alertWatch(
  source: AlertSource,
  { told = [] }: AlertSettings = {},
): AlertWatch {
  const { raised, turn } = states(told, source.clock);
  let withoutData = 0;

  const feed = (event: LedgerEvent): Alert[] => {
    if (event.kind === "opened") withoutData = 0;
    else if (event.kind === "skipped" && event.reason === NO_DATA) {
      withoutData++;
    } else return [];
    const isDead = withoutData >= DEAD_MINUTES;
    if (withoutData > 0 && !isDead) return [];
    const bad = `No bars for ${withoutData} minutes in a row`;
    return turn({ kind: "feed" }, isDead ? bad : undefined, "Bars come again");
  };

  const teams = (): Alert[] =>
    [...source.books.teams.values()].flatMap((team) => {
      const { id } = team.spec;
      const thing = { kind: "quarantine", subject: id } as const;
      return turn(thing, whyOut(team), `${id} is no longer out`);
    });

  return {
    take(events) {
      const { halted, broken } = source;
      const invariant = broken && `The books do not add up: ${broken}`;
      const halt = halted && `No new orders are taken: ${halted}`;
      const isQuiet = events.length === 0;
      return [
        // What has become durable shows that it does run again.
        ...(isQuiet ? [] : turn(CRASH, undefined, "QTC runs again")),
        ...turn({ kind: "invariant" }, invariant, "The books add up again"),
        ...turn({ kind: "halt" }, halt, "New orders are taken again"),
        ...events.flatMap(feed),
        ...events.flatMap((event) => calendar(event, raised, turn)),
        ...actions(source, raised, turn),
        ...(isQuiet || events.some(changesFrozen)
          ? frozen(source, raised, turn)
          : []),
        ...(isQuiet || events.some(changesTeams) ? teams() : []),
      ];
    },
    disk(view) {
      const room = roomOf(view);
      const isFull = view.state === "full";
      const isLow = view.state === "low" || isFull && raised.has("disk");
      const full = isFull ? `The disk is full: ${room}` : undefined;
      const low = isLow ? `The disk fills: ${room}` : undefined;
      return [
        ...turn(
          { kind: "disk", subject: "full" },
          full,
          `The disk is not full any more: ${room}`,
        ),
        ...turn({ kind: "disk" }, low, `The disk has room again: ${room}`),
      ];
    },
    crash: (reason) => turn(CRASH, `QTC ends: ${reason}`, ""),
  };
}

/** What is raised, by its key. */
type Raised = ReadonlyMap<string, Alert>;
type Turn = ReturnType<typeof states>["turn"];

/** Returns what is raised, and what turns it: each thing is said once. */
function states(before: readonly Alert[], clock: Pick<Clock, "now">) {
  const raised = new Map(before.map((each) => [alertKey(each), each]));
  /** Compares how a thing is, a message when it is bad, with what was said. */
  const turn = (
    thing: { readonly kind: AlertKind; readonly subject?: string },
    bad: string | undefined,
    good: string,
  ): Alert[] => {
    const isBad = bad !== undefined;
    const key = alertKey(thing);
    if (raised.has(key) === isBad) return [];
    const alert: Alert = {
      ...thing,
      state: isBad ? "raised" : "cleared",
      message: bad ?? good,
      at: clock.now(),
    };
    if (isBad) raised.set(key, alert);
    else raised.delete(key);
    return [alert];
  };
  return { raised, turn };
}

/** Days on which the exchange does not keep its usual hours, until they are over. */
function calendar(event: LedgerEvent, raised: Raised, turn: Turn): Alert[] {
  if (event.kind === "session") {
    const { change } = event;
    const thing = { kind: "feed", subject: `hours ${change.date}` } as const;
    return turn(thing, hoursLine(change), "");
  }
  if (event.kind !== "closed") return [];
  const today = `hours ${utcDate(event.minute)}`;
  return [...raised.values()]
    .filter(({ subject = "" }) =>
      subject.startsWith("hours ") && subject < today
    )
    .flatMap((each) => turn(each, undefined, "That day is over"));
}

/** Actions that cannot be booked, as long as their source brings them up. */
function actions(
  { actionsAsked }: AlertSource,
  raised: Raised,
  turn: Turn,
): Alert[] {
  // Before the first answer nothing is known of what was said earlier.
  if (actionsAsked?.date === undefined) return [];
  const { refused } = actionsAsked;
  const subjects = [...raised.values()].flatMap(({ subject = "" }) =>
    subject.startsWith("action ") ? [subject] : []
  );
  const now = [...refused.keys()].map((id) => `action ${id}`);
  return [...new Set([...subjects, ...now])].flatMap((subject) =>
    turn(
      { kind: "feed", subject },
      refused.get(subject.slice("action ".length)),
      "That action is not asked about any more",
    )
  );
}

/** Says whether a symbol may have been frozen, or trades again. */
function changesFrozen({ kind }: LedgerEvent): boolean {
  return kind === "frozen" || kind === "thawed";
}

/** Symbols that are frozen, and those that were said to be. */
function frozen(source: AlertSource, raised: Raised, turn: Turn): Alert[] {
  const said = [...raised.values()].flatMap(({ kind, subject }) =>
    kind === "frozen" && subject !== undefined ? [subject] : []
  );
  return [...new Set([...said, ...source.books.frozen.keys()])].flatMap(
    (subject) =>
      turn(
        { kind: "frozen", subject },
        whyFrozen(source, subject),
        `${subject} trades again`,
      ),
  );
}

function whyFrozen({ books }: AlertSource, symbol: string): string | undefined {
  const frozen = books.frozen.get(symbol);
  if (!frozen) return undefined;
  const mark = decimalText(books.marks.get(symbol)?.price ?? 0n);
  const why = frozen.reason ??
    `its price jumped from ${mark} to ${decimalText(frozen.price)} and no ` +
      "split explains it";
  return `${symbol} is frozen: ${why}; qtc repair --accept says that it is right`;
}

/** Says whether a team may have gone out or come back. */
function changesTeams({ kind }: LedgerEvent): boolean {
  return kind === "runs" || kind === "team" || kind === "team_removed";
}

/**
 * Returns why a team is out. It counts as out until a run ends by itself, also in
 * the minute in which it is tried again: failing there is no news.
 */
function whyOut({ spec, active, quarantine }: Portfolio): string | undefined {
  if (!active || !quarantine || quarantine.strikes < STRIKES) return undefined;
  return `${spec.id} is out after ${quarantine.strikes} timeouts or crashes ` +
    "in a row";
}

function roomOf({ freeBytes, daysLeft }: DiskView): string {
  const free = `${Math.floor(freeBytes / 1e6)} MB are free`;
  return daysLeft === undefined
    ? free
    : `${free}, enough for ${daysLeft.toFixed(1)} days`;
}
