import { type Bar, MINUTE_MS } from "../../domain/bar.ts";
import { newYorkDate } from "../../domain/calendar.ts";
import { toNumber } from "../../domain/decimal.ts";
import type { CorporateAction } from "../../domain/corporate_action.ts";
import type { AssetClass, Instrument } from "../../domain/instrument.ts";
import { actionsAnswer } from "./actions_answer.ts";
import { type BarsQuery, type PageToken, readBarsPage } from "./bars_page.ts";
import { type Editions, REST_DELAY_MS } from "./editions.ts";
import { latestBars } from "./latest_bars.ts";
import {
  readCount,
  readSymbols,
  readTime,
  readWord,
  refuse,
  Refused,
} from "./queries.ts";
import { refusal } from "./refusal.ts";
import { snapshots } from "./snapshots.ts";
import { readTimeframe } from "./timeframe.ts";
import { wireTime } from "./wire_bar.ts";
import type { World } from "./world.ts";

/** What the data host answers from. */
export interface DataSource {
  readonly world: World;
  readonly editions: Editions;
  /** What `/v1/corporate-actions` knows. */
  actions(): Promise<readonly CorporateAction[]>;
}

const LIMIT = { least: 1, most: 10_000, usual: 1_000 } as const;
/** Without the right to real time, sip is this old, milliseconds. */
const SIP_DELAY_MS = 15 * MINUTE_MS;
const LOCATIONS = /^\/v1beta3\/crypto\/(us|us-1|us-2|eu-1|bs-1)\/(.+)$/;

/** Says whether a path belongs to the data host. */
export function isDataPath(path: string): boolean {
  return path.startsWith("/v2/stocks/") || path.startsWith("/v1beta3/") ||
    path === "/v1/corporate-actions";
}

/** Answers a request of the data API that is authorised and within the limit. */
export async function answerData(
  source: DataSource,
  url: URL,
): Promise<Response> {
  try {
    const answer = await route(source, url);
    return answer === undefined
      ? refusal(404, 40410000, "endpoint not found.")
      : Response.json(answer);
  } catch (error) {
    if (error instanceof Refused) return error.answer;
    throw error;
  }
}

function route(
  source: DataSource,
  { pathname, searchParams }: URL,
): Promise<unknown> {
  const [, , crypto] = LOCATIONS.exec(pathname) ?? [];
  const path = crypto === undefined ? pathname : `crypto/${crypto}`;
  switch (path) {
    case "/v2/stocks/bars":
      return bars(source, "equity", searchParams);
    case "crypto/bars":
      return bars(source, "crypto", searchParams);
    case "/v2/stocks/bars/latest":
      return latest(source, "equity", searchParams);
    case "crypto/latest/bars":
      return latest(source, "crypto", searchParams);
    case "/v2/stocks/snapshots":
      return snapshots(source, chosen(source, "equity", searchParams));
    case "/v1/corporate-actions":
      return corporateActions(source, searchParams);
    default:
      return Promise.resolve(undefined);
  }
}

async function corporateActions(
  source: DataSource,
  query: URLSearchParams,
): Promise<unknown> {
  const known = await source.actions();
  return actionsAnswer(known, query, source.world.clock.now());
}

function chosen(
  { world }: DataSource,
  assetClass: AssetClass,
  query: URLSearchParams,
): Instrument[] {
  return readSymbols(query, world, assetClass);
}

async function bars(
  source: DataSource,
  assetClass: AssetClass,
  query: URLSearchParams,
): Promise<unknown> {
  const { world, editions } = source;
  const { faults } = world;
  const path = assetClass === "equity" ? "/v2/stocks/bars" : "/v1beta3/crypto";
  const asked = await barsQuery(source, assetClass, query);
  const token = query.get("page_token");
  if (token === null && faults.take("page_empty", { path })) {
    return answer(assetClass, {}, writeToken(undefined));
  }
  const small = faults.take("page_small", { path });
  const late = faults.take("bars_previous", { path });
  const page = await readBarsPage(world, editions, {
    ...asked,
    ...(small && { limit: Math.min(asked.limit, small.value ?? 2) }),
    ...(late && { newest: asked.newest - MINUTE_MS }),
  });
  return answer(assetClass, page.bars, page.next && writeToken(page.next));
}

function answer(
  assetClass: AssetClass,
  bars: unknown,
  token: string | undefined,
): unknown {
  return {
    bars,
    next_page_token: token ?? null,
    ...(assetClass === "equity" && { currency: "USD" }),
  };
}

async function barsQuery(
  source: DataSource,
  assetClass: AssetClass,
  query: URLSearchParams,
): Promise<BarsQuery> {
  const now = source.world.clock.now();
  const text = query.get("timeframe") ?? "";
  const timeframe = readTimeframe(text);
  if (!timeframe) refuse(`invalid timeframe: ${text.slice(0, 40)}`);
  const start = readTime(query, "start") ?? startOfToday(now);
  const end = readTime(query, "end") ?? now;
  if (end < start) refuse("end should not be before start");
  const token = query.get("page_token") || undefined;
  const known = token === undefined ? undefined : readToken(token);
  return {
    instruments: chosen(source, assetClass, query),
    ...{ start, timeframe, limit: readCount(query, "limit", LIMIT) },
    end: assetClass === "equity" ? allowedEnd(source.world, query, end) : end,
    isDescending: readWord(query, "sort", ["asc", "desc"]) === "desc",
    ...(known && { token: known }),
    newest: newestMinute(now),
    factor: assetClass === "equity" ? await adjustment(source, query) : () => 1,
  };
}

/** The last minute that REST can have a bar of. */
function newestMinute(now: number): number {
  const due = now - REST_DELAY_MS - MINUTE_MS;
  return due - due % MINUTE_MS;
}

/** Without rights, sip's newest minutes are refused when they are asked for. */
function allowedEnd(world: World, query: URLSearchParams, end: number): number {
  const feed = readWord(query, "feed", ["sip", "iex", "otc", "boats"]);
  if (feed !== "sip" || !world.faults.find("sip_refused")) return end;
  const allowed = world.clock.now() - SIP_DELAY_MS;
  if (!query.get("end")) return Math.min(end, allowed);
  if (end <= allowed) return end;
  throw new Refused(refusal(
    403,
    42210000,
    "subscription does not permit querying recent SIP data",
  ));
}

/** Bars before a split count in the shares after it, as far as it has happened. */
async function adjustment(
  { actions, world }: DataSource,
  query: URLSearchParams,
): Promise<(bar: Bar) => number> {
  const word = query.get("adjustment") || "raw";
  if (word === "raw") return () => 1;
  if (word !== "split") refuse(`invalid adjustment: ${word.slice(0, 40)}`);
  const today = newYorkDate(world.clock.now());
  const splits = (await actions()).filter((each) =>
    each.type === "split" && each.exDate <= today
  );
  return ({ symbol, at }) => {
    const date = newYorkDate(at);
    return splits.reduce((times, each) => {
      if (each.type !== "split" || each.symbol !== symbol) return times;
      if (each.exDate <= date) return times;
      return times * toNumber(each.oldShares) / toNumber(each.newShares);
    }, 1);
  };
}

async function latest(
  { world, editions }: DataSource,
  assetClass: AssetClass,
  query: URLSearchParams,
): Promise<unknown> {
  const instruments = readSymbols(query, world, assetClass);
  const found = await latestBars(world, editions, instruments);
  return {
    bars: Object.fromEntries(found),
    ...(assetClass === "equity" && { currency: "USD" }),
  };
}

function startOfToday(now: number): number {
  return Temporal.PlainDate.from(newYorkDate(now))
    .toZonedDateTime("America/New_York").epochMilliseconds;
}

/** A token without a row stands for the beginning. */
function writeToken(token: PageToken | undefined): string {
  return btoa(token ? `${token.symbol}|M|${wireTime(token.t)}` : "|M|");
}

function readToken(text: string): PageToken | undefined {
  let plain = "";
  try {
    plain = atob(text);
  } catch {
    refuse("invalid page_token");
  }
  if (plain === "|M|") return undefined;
  const [symbol = "", , time = ""] = plain.split("|");
  const t = Date.parse(time);
  if (symbol === "" || Number.isNaN(t)) refuse("invalid page_token");
  return { symbol, t };
}
