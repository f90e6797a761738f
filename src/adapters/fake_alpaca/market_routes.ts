import {
  newYorkDate,
  nextSession,
  type Session,
  sessionOn,
} from "../../domain/calendar.ts";
import { FIRST_YEAR, LAST_YEAR } from "../../domain/holidays.ts";
import { assetJson } from "./assets.ts";
import { readDay, readTime, readWord, Refused } from "./queries.ts";
import { refusal } from "./refusal.ts";
import type { World } from "./world.ts";

const DAY_MS = 86_400_000;
const FIRST_DAY = Date.UTC(FIRST_YEAR, 0, 1);
/** The next session of what comes after is not known. */
const LAST_DAY = Date.UTC(LAST_YEAR, 11, 20);
/** Most days from a session to the next one. */
const SETTLED_DAYS_MAX = 7;
/** Minutes after midnight in New York at which trading before and after a session begins and ends. */
const EARLY_OPEN = 4 * 60;
const LATE_CLOSE = 20 * 60;

/** Says whether a path is about time and assets. */
export function isMarketPath(path: string): boolean {
  return /^\/(v2\/(clock|calendar|assets(\/.*)?)|v3\/clock)$/.test(path);
}

/** Answers what the trading host says about time, sessions and assets. */
export function answerMarket(world: World, url: URL): Response {
  try {
    return route(world, url);
  } catch (error) {
    if (error instanceof Refused) return error.answer;
    throw error;
  }
}

function route(world: World, { pathname, searchParams: query }: URL): Response {
  switch (pathname) {
    case "/v2/clock":
      return Response.json(clock(world));
    case "/v3/clock":
      return Response.json({ clocks: [newClock(world, query)] });
    case "/v2/calendar":
      return Response.json(calendar(world, query));
    case "/v2/assets":
      return Response.json(assets(world, query));
    default: {
      const text = decodeURIComponent(pathname.slice("/v2/assets/".length));
      const asset = world.asset(text);
      // A coin's name without its currency is a share's.
      const isNamed = asset && (asset.class === "us_equity" ||
        asset.symbol !== text);
      return isNamed
        ? Response.json(assetJson(asset))
        : refusal(404, 40410000, `asset not found for ${text.slice(0, 40)}`);
    }
  }
}

/** Returns the time that the clock's endpoints say. */
function shownTime({ clock, faults }: World): number {
  const fault = faults.take("clock_off");
  return clock.now() + (fault ? fault.value ?? 90_000 : 0);
}

function clock(world: World): unknown {
  const now = shownTime(world);
  const session = ownSession(world, newYorkDate(now));
  const isOpen = session !== undefined && now >= session.open &&
    now < session.close;
  return {
    timestamp: newYorkTime(now),
    is_open: isOpen,
    next_open: newYorkTime(comingSession(world, now, "open").open),
    next_close: newYorkTime(comingSession(world, now, "close").close),
    speed: world.speed,
  };
}

function newClock(world: World, query: URLSearchParams): unknown {
  const now = readTime(query, "time") ?? shownTime(world);
  const session = ownSession(world, newYorkDate(now));
  const early = session && atMinute(session.date, EARLY_OPEN);
  const late = session && atMinute(session.date, LATE_CLOSE);
  const next = comingSession(world, now, "open");
  const phases: [string, number][] = session && early && late
    ? [
      ["closed", early],
      ["pre", session.open],
      ["core", session.close],
      ["post", late],
    ]
    : [];
  const [phase, until] = phases.find(([, end]) => now < end) ??
    ["closed", atMinute(next.date, EARLY_OPEN)];
  return {
    market: {
      acronym: "NYSE",
      mic: "XNYS",
      name: "New York Stock Exchange",
      timezone: "America/New_York",
    },
    timestamp: newYorkTime(now),
    is_market_day: session !== undefined,
    phase,
    phase_until: newYorkTime(until),
    next_market_open: newYorkTime(next.open),
    next_market_close: newYorkTime(comingSession(world, now, "close").close),
  };
}

function calendar(world: World, query: URLSearchParams): unknown {
  const by = readWord(query, "date_type", ["TRADING", "SETTLEMENT"]);
  const start = readDay(query, "start") ?? `${FIRST_YEAR}-01-01`;
  const end = readDay(query, "end") ?? `${LAST_YEAR}-12-31`;
  const first = Math.max(Date.parse(start), FIRST_DAY);
  const last = Math.min(Date.parse(end), LAST_DAY);
  const lead = by === "SETTLEMENT" ? SETTLED_DAYS_MAX * DAY_MS : 0;
  const rows: unknown[] = [];
  for (let day = first - lead; day <= last; day += DAY_MS) {
    if (day < FIRST_DAY) continue;
    const session = ownSession(world, dateText(day));
    if (!session) continue;
    const settled = comingSession(world, session.open, "open").date;
    if (by === "SETTLEMENT" && (settled < start || settled > end)) continue;
    rows.push({
      date: session.date,
      open: wallClock(session.open),
      close: wallClock(session.close),
      session_open: "0400",
      session_close: "2000",
      settlement_date: settled,
    });
  }
  return rows;
}

function assets(world: World, query: URLSearchParams): unknown {
  const status = query.get("status");
  const assetClass = query.get("asset_class");
  const exchange = query.get("exchange");
  return world.market.instruments
    .flatMap((each) => world.asset(each.symbol) ?? [])
    .filter((each) =>
      (!status || each.status === status) &&
      (!assetClass || each.class === assetClass) &&
      (!exchange || each.exchange === exchange)
    ).map(assetJson);
}

/** Returns a day's session as this Alpaca has it. */
function ownSession(world: World, date: string): Session | undefined {
  const session = sessionOn(date);
  if (!session) return undefined;
  const { faults, clock } = world;
  const isMeant = (name: "calendar_holiday" | "calendar_half_day") => {
    const fault = faults.find(name);
    return fault && (fault.text ?? newYorkDate(clock.now())) === date;
  };
  if (isMeant("calendar_holiday")) return undefined;
  return isMeant("calendar_half_day")
    ? { ...session, close: atMinute(date, 13 * 60) }
    : session;
}

/** Returns the first session that opens, or closes, after a time. */
function comingSession(
  world: World,
  time: number,
  end: "open" | "close",
): Session {
  const today = ownSession(world, newYorkDate(time));
  if (today && today[end] > time) return today;
  for (let at = time;;) {
    const next = nextSession(at);
    const session = ownSession(world, next.date);
    if (session && session[end] > time) return session;
    at = next.open;
  }
}

function atMinute(date: string, minutes: number): number {
  return Temporal.PlainDate.from(date).toZonedDateTime({
    timeZone: "America/New_York",
    plainTime: { hour: Math.floor(minutes / 60), minute: minutes % 60 },
  }).epochMilliseconds;
}

/** `09:30`. */
function wallClock(time: number): string {
  return newYorkTime(time).slice(11, 16);
}

/** `2026-11-20T09:30:00-05:00`, milliseconds where there are some. */
function newYorkTime(time: number): string {
  const zoned = Temporal.Instant.fromEpochMilliseconds(Math.floor(time))
    .toZonedDateTimeISO("America/New_York");
  return zoned.toString({ timeZoneName: "never" });
}

function dateText(day: number): string {
  return new Date(day).toISOString().slice(0, 10);
}
