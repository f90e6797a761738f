import { type Bar, MINUTE_MS } from "../domain/bar.ts";
import { type Books, buyingPower } from "../domain/books.ts";
import { isRegular, isTrading } from "../domain/calendar.ts";
import { mayTrade } from "../domain/competition.ts";
import { abs, floorNumber, mulDiv, ONE, toNumber } from "../domain/decimal.ts";
import type { LedgerEvent } from "../domain/event.ts";
import { SIGNALS_MAX } from "../domain/limits.ts";
import { HTTP_STATUS_WORD, type Order } from "../domain/order.ts";
import type { Portfolio } from "../domain/portfolio.ts";
import { minutesOut } from "../domain/quarantine.ts";
import type { RunRecord } from "../domain/run.ts";
import type {
  StrategyCall,
  StrategyRun,
  TeamView,
} from "../ports/strategies.ts";
import { type Engine, record } from "./engine.ts";

/** Strategies end this long after the end of a live minute, milliseconds (R13). */
const STRATEGIES_END_MS = 43_000;

/**
 * Calls the strategies that are due and keeps what they returned, their states
 * and their failures in one commit. What was kept already is not run again.
 *
 * @param bars Bars since the last minute; equities' off-hours bars are not handed out
 */
export async function callStrategies(
  engine: Engine,
  minute: number,
  bars: readonly Bar[],
): Promise<readonly RunRecord[]> {
  const { books, strategies } = engine;
  if (books.open?.phase !== "settled") return books.open?.runs ?? [];
  const due = dueTeams(books, minute);
  const isOut = ({ quarantine }: Portfolio) =>
    minutesOut(quarantine, minute) > 0;
  const calls = due.filter((team) => !isOut(team))
    .map((team) => callOf(engine, team, minute));
  // Bars are handed over even when nobody is called: they belong to windows.
  const called = await strategies.run({
    minute,
    calls,
    bars: bars.filter(({ symbol, at }) =>
      isTrading(books.instruments.get(symbol)?.assetClass ?? "equity", at)
    ),
    budgetMs: budgetOf(engine, minute),
  });
  const runs = [
    ...called,
    ...due.filter(isOut).map((team) => quarantined(team, minute)),
  ];
  if (runs.length > 0) recordRuns(engine, minute, runs);
  return engine.books.open?.runs ?? [];
}

/** Returns the run of a team that is out: it costs its minute and is told why. */
function quarantined(
  { spec, quarantine }: Portfolio,
  minute: number,
): StrategyRun {
  const left = minutesOut(quarantine, minute);
  return {
    teamId: spec.id,
    outcome: "quarantined",
    signals: [],
    error: {
      type: "QuarantineError",
      message: `out for ${left} more minutes after ${quarantine?.strikes} ` +
        "timeouts or crashes in a row; new code ends it",
      phase: "signal_generation",
    },
    log: "",
    fresh: false,
    wallMs: 0,
    cpuMs: 0,
  };
}

/** In real time strategies end early enough for their orders to leave. */
function budgetOf({ clock, settings }: Engine, minute: number): number {
  const { isLive, phaseBudgetMs } = settings;
  if (!isLive) return phaseBudgetMs;
  const left = minute + MINUTE_MS + STRATEGIES_END_MS - clock.now();
  return Math.max(Math.min(left, phaseBudgetMs), 0);
}

/**
 * A team is called in equity sessions, or always when it wants to be (R13), and
 * while the competition runs.
 */
function dueTeams(books: Books, minute: number): Portfolio[] {
  const { competition } = books;
  if (competition && !mayTrade(competition.spec, minute)) return [];
  const inSession = isRegular(minute);
  return [...books.teams.values()].filter(({ active, spec }) =>
    active && spec.code !== undefined && (inSession || spec.run247)
  );
}

function callOf(
  engine: Engine,
  team: Portfolio,
  minute: number,
): StrategyCall {
  const { books, ledger, digest, settings } = engine;
  const { spec } = team;
  const state = team.state && ledger.state(spec.id, team.state);
  const words = digest(`${settings.seed}:${spec.id}:${minute}`);
  const word = (index: number) =>
    parseInt(words.slice(index * 8, index * 8 + 8), 16);
  return {
    spec,
    view: viewOf(books, team),
    ...(state !== undefined && { state }),
    seed: [word(0), word(1), word(2), word(3)],
  };
}

function viewOf(books: Books, team: Portfolio): TeamView {
  return {
    cash: floorNumber(team.cash),
    buyingPower: floorNumber(buyingPower(books, team.spec.id)),
    positions: [...team.positions.values()].map((
      { symbol, quantity, cost },
    ) => [
      symbol,
      floorNumber(quantity),
      toNumber(mulDiv(abs(cost), ONE, abs(quantity))),
    ]),
    openOrders: [...team.open.values()].map(orderView),
  };
}

function orderView(order: Order): Record<string, unknown> {
  return {
    order_id: order.id,
    symbol: order.symbol,
    action: order.side,
    order_type: order.type,
    time_in_force: order.timeInForce,
    quantity: toNumber(order.quantity),
    filled: toNumber(order.filled),
    limit: order.limit === undefined ? null : toNumber(order.limit),
    status: HTTP_STATUS_WORD[order.status],
    created_at: `${new Date(order.minute).toISOString().slice(0, 19)}Z`,
  };
}

function recordRuns(
  engine: Engine,
  minute: number,
  runs: readonly StrategyRun[],
): void {
  const states = runs.flatMap(({ teamId, state }) =>
    state === undefined
      ? []
      : [{ teamId, hash: engine.digest(state), text: state }]
  );
  const hashes = new Map(states.map(({ teamId, hash }) => [teamId, hash]));
  const failures = runs.flatMap(({ teamId, outcome, error }): LedgerEvent[] =>
    error
      ? [{
        kind: "failure",
        teamId,
        minute,
        timeout: outcome === "timeout",
        ...error,
      }]
      : []
  );
  const records = runs.map(({ teamId, outcome, signals }): RunRecord => {
    const state = hashes.get(teamId);
    const dropped = signals.length - SIGNALS_MAX;
    return {
      teamId,
      outcome,
      ...(dropped > 0 && { dropped }),
      // As the ledger gives them back: JSON has no -0 and no Infinity.
      ...(signals.length > 0 &&
        { signals: JSON.parse(JSON.stringify(signals.slice(0, SIGNALS_MAX))) }),
      ...(state !== undefined && { state }),
    };
  });
  record(engine, {
    events: [{ kind: "runs", minute, runs: records }, ...failures],
    states,
    telemetry: runs.map((
      { teamId, outcome, fresh, wallMs, cpuMs, load, log },
    ) => ({
      teamId,
      minute,
      outcome,
      fresh,
      wallMs,
      cpuMs,
      ...(load !== undefined && { load }),
      log,
    })),
  });
}
