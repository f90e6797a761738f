/**
 * `qtc fake-alpaca`: a made-up Alpaca on this machine, until it is stopped.
 *
 * @module
 */

import {
  type FakeAlpaca,
  startFakeAlpaca,
} from "../adapters/fake_alpaca/server.ts";
import { tradingHalf } from "../adapters/fake_alpaca/trading.ts";
import { makeWorld } from "../adapters/fake_alpaca/world.ts";
import { actionsFile } from "../adapters/recorded/actions_file.ts";
import { recordedMarketData } from "../adapters/recorded/market_data.ts";
import { simulatedMarketData } from "../adapters/simulated/market_data.ts";
import { pacedClock } from "../adapters/system/clock.ts";
import { readText } from "../adapters/system/files.ts";
import { shownUrl } from "../adapters/system/http.ts";
import { stopSignal } from "../adapters/system/signals.ts";
import type { FakeAlpacaCommand } from "../cli/command.ts";
import type { Environment } from "../config/config.ts";
import { splitSymbols } from "../config/teams.ts";
import { MINUTE_MS } from "../domain/bar.ts";
import {
  lastSessionStart,
  nextSession,
  sessionOn,
  utcDate,
} from "../domain/calendar.ts";
import { KNOWN_COINS } from "../domain/instrument.ts";
import type { Clock } from "../ports/clock.ts";
import type { CorporateActions } from "../ports/corporate_actions.ts";
import type { MarketData } from "../ports/market_data.ts";
import { type FakeAlpacaPlan, readFakeAlpaca } from "./fake_alpaca_plan.ts";
import type { Program } from "./program.ts";

/** So long before the first minute the clock starts, milliseconds: a server is up by then. */
const BEFORE_MS = 2 * MINUTE_MS;
/** Lines of the recorded bars that are named of those that are wrong. */
const FAULTS_SHOWN = 5;
/** Days that a file of actions can name. */
const [FIRST_DAY, LAST_DAY] = ["2000-01-01", "2040-12-31"] as const;

/**
 * Serves a made-up Alpaca until it is told to stop.
 *
 * @param stop For tests; SIGINT and SIGTERM
 * @returns The exit code
 * @throws {QtcError} with what the caller has to mend
 */
export async function fakeAlpacaCommand(
  command: FakeAlpacaCommand,
  env: Environment,
  { print, wall }: Pick<Program, "print" | "wall">,
  stop: AbortSignal = stopSignal(() => {}),
): Promise<number> {
  const plan = readFakeAlpaca(command, env, (path) => readText("secret", path));
  const market = await marketOf(plan, print);
  const start = startOf(plan, market, wall);
  // Whoever is to be rehearsed may take its time to start.
  const first = Promise.withResolvers<void>();
  const begins = first.promise;
  const clock = pacedClock({ start, speed: plan.speed, begins });
  const world = makeWorld({ ...plan, clock, market });
  await world.load(start);
  const server = startFakeAlpaca({
    ...plan,
    world,
    trading: tradingHalf({ world, cash: plan.cash }),
    actions: actionsOf(plan, market),
    onRequest: first.resolve,
  });
  for (const line of greeting(plan, market, start, server)) print(line);
  const told = tellEnd(market, clock, print, stop);
  await untilStopped(stop);
  await told;
  await server.close();
  return 0;
}

async function marketOf(
  { bars, seed, symbols }: FakeAlpacaPlan,
  print: Program["print"],
): Promise<MarketData> {
  if (bars === undefined) {
    const universe = symbols && splitSymbols(symbols, KNOWN_COINS);
    return simulatedMarketData({ seed, ...(universe && { universe }) });
  }
  let faults = 0;
  return await recordedMarketData({
    folder: bars,
    onFault(file, line, reason) {
      if (++faults <= FAULTS_SHOWN) print(`${file} line ${line}: ${reason}`);
      if (faults === FAULTS_SHOWN + 1) print("… and more lines like these");
    },
  });
}

/** Returns where the clock starts, Unix milliseconds. */
function startOf(
  { at, bars }: FakeAlpacaPlan,
  { instruments }: MarketData,
  wall: Clock,
): number {
  if (at === "now") return wall.now();
  if (at !== undefined) {
    return "instant" in at ? at.instant : openOn(Date.parse(at.date));
  }
  if (bars === undefined) return lastSessionStart(wall.now()) - BEFORE_MS;
  const equities = instruments.filter((each) => each.assetClass === "equity");
  const some = equities.length > 0 ? equities : instruments;
  const first = Math.min(...some.map(({ listedFrom = 0 }) => listedFrom));
  return (equities.length > 0 ? openOn(first) : first) - BEFORE_MS;
}

/** Returns the open of a UTC day's session, or of the next one. */
function openOn(day: number): number {
  return (sessionOn(utcDate(day)) ?? nextSession(day)).open;
}

function actionsOf(
  { actions }: FakeAlpacaPlan,
  { instruments }: MarketData,
): () => ReturnType<CorporateActions["actions"]> {
  if (actions === undefined) return () => Promise.resolve([]);
  const file = actionsFile(actions);
  const symbols = instruments.map(({ symbol }) => symbol);
  const { signal } = new AbortController();
  return () => file.actions(symbols, FIRST_DAY, LAST_DAY, signal);
}

/** Returns what is printed: everything that points qtc at this server. */
function greeting(
  plan: FakeAlpacaPlan,
  { instruments, end }: MarketData,
  start: number,
  { port }: FakeAlpaca,
): string[] {
  const url = shownUrl(plan.host, port);
  const bars = plan.bars === undefined
    ? `simulated bars, seed ${plan.seed}`
    : `bars of ${plan.bars}`;
  const until = end === undefined ? "" : `, bars until ${timeText(end)}`;
  const pace = plan.speed === 1
    ? "in real time"
    : `${plan.speed} minutes a minute`;
  return [
    `*** FAKE ALPACA: no real orders, ${bars}, ${instruments.length} symbols ***`,
    `Its clock waits at ${
      timeText(start)
    } for the first request, then runs ${pace}${until}. In another terminal:`,
    `export ALPACA_API_KEY=${plan.keys.key} ALPACA_API_SECRET=${plan.shownSecret}`,
    `export QTC_ALPACA_TRADING_URL=${url} QTC_ALPACA_DATA_URL=${url}`,
    `export QTC_ALPACA_STREAM_URL=${url.replace(/^http/, "ws")}`,
    `Control: curl -H 'X-Fake-Secret: ${plan.shownControlSecret}' ${url}/__fake/`,
  ];
}

function timeText(time: number): string {
  return new Date(time).toISOString().replace(/(:00)?\.000Z$/, "Z");
}

/** Says when recorded bars have ended. */
async function tellEnd(
  { end }: MarketData,
  clock: Clock,
  print: Program["print"],
  stop: AbortSignal,
): Promise<void> {
  if (end === undefined) return;
  await clock.sleepUntil(end, stop);
  if (stop.aborted) return;
  print(
    `The recorded bars end at ${
      timeText(end)
    }; it answers on, without new ones`,
  );
}

function untilStopped(stop: AbortSignal): Promise<void> {
  if (stop.aborted) return Promise.resolve();
  return new Promise((resolve) =>
    stop.addEventListener("abort", () => resolve(), { once: true })
  );
}
