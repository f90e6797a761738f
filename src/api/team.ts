import { Hono } from "hono";
import { z } from "zod";
import { QtcError } from "../domain/error.ts";
import { type Gate, KEY_PATTERN } from "./auth.ts";
import type { ApiApp, ApiContext, ApiEnv } from "./env.ts";
import { teamLine } from "./line.ts";
import { metricsJson, snapshotJson } from "./team_json.ts";
import type {
  FailureView,
  HistoryPoint,
  TeamView,
  TradeView,
} from "./team_views.ts";
import { isoTime } from "./time.ts";
import { validate, wholeNumber } from "./validate.ts";

/** What team routes read; each is `undefined` when there is no such team. */
export interface TeamReader {
  team(teamId: string): TeamView | undefined;
  /** Returns the newest `limit` points of the last `days` days, oldest first. */
  history(
    teamId: string,
    days: number,
    limit: number,
  ): readonly HistoryPoint[] | undefined;
  /** Returns the newest `limit` executions, newest first. */
  trades(teamId: string, limit: number): readonly TradeView[] | undefined;
  /** Returns the newest `limit` failures, newest first. */
  errors(teamId: string, limit: number): readonly FailureView[] | undefined;
}

const BASE = "/api/v1/team/:id";
const historyQuery = z.object({
  days: wholeNumber("days", 1, 365, 7),
  limit: wholeNumber("limit", 1, 10_000, 1_000),
});
const tradesQuery = z.object({ limit: wholeNumber("limit", 1, 1_000, 100) });
const errorsQuery = z.object({ limit: wholeNumber("limit", 1, 500, 100) });

/** The routes of one team, behind its key. */
export function teamRoutes(reader: TeamReader, { team }: Gate): ApiApp {
  return new Hono<ApiEnv>()
    .get(BASE, team, (c) => answerTeam(c, reader))
    .get(`${BASE}/line`, team, (c) => answerLine(c, reader))
    .get(`${BASE}/history`, team, validate("query", historyQuery), (c) => {
      const { days, limit } = c.req.valid("query");
      const teamId = c.get("teamId");
      const history = found(reader.history(teamId, days, limit), teamId)
        .map(({ at, value }) => ({ timestamp: isoTime(at), value }));
      const count = history.length;
      return c.json({ team_id: teamId, days, data_points: count, history });
    })
    .get(`${BASE}/trades`, team, validate("query", tradesQuery), (c) => {
      const { limit } = c.req.valid("query");
      const teamId = c.get("teamId");
      const trades = found(reader.trades(teamId, limit), teamId)
        .map((trade) => ({
          team_id: teamId,
          timestamp: isoTime(trade.at),
          symbol: trade.symbol,
          side: trade.side,
          quantity: trade.quantity,
          requested_price: trade.requestedPrice ?? null,
          execution_price: trade.executionPrice,
          order_type: trade.orderType,
          broker_order_id: trade.brokerOrderId ?? null,
        }));
      return c.json({ team_id: teamId, count: trades.length, trades });
    })
    .get(`${BASE}/errors`, team, validate("query", errorsQuery), (c) => {
      const { limit } = c.req.valid("query");
      const teamId = c.get("teamId");
      const errors = found(reader.errors(teamId, limit), teamId)
        .map(({ at, errorType, message, strategy, timeout, phase }) => ({
          timestamp: isoTime(at),
          error_type: errorType,
          message,
          strategy,
          timeout,
          phase,
        }));
      return c.json({ team_id: teamId, error_count: errors.length, errors });
    });
}

/** The routes with a key in their path; to be added after all others. */
export function keyRoutes(reader: TeamReader, { path }: Gate): ApiApp {
  return new Hono<ApiEnv>()
    .get(`/line/:key{${KEY_PATTERN}}`, path, (c) => answerTeam(c, reader))
    .get(`/:key{${KEY_PATTERN}}`, path, (c) => answerLine(c, reader));
}

function answerTeam(c: ApiContext, reader: TeamReader): Response {
  const teamId = c.get("teamId");
  const { snapshot, metrics } = found(reader.team(teamId), teamId);
  return c.json({
    team_id: teamId,
    snapshot: snapshot ? snapshotJson(snapshot) : null,
    metrics: metrics ? metricsJson(metrics) : null,
  });
}

function answerLine(c: ApiContext, reader: TeamReader): Response {
  const teamId = c.get("teamId");
  return c.text(teamLine(teamId, found(reader.team(teamId), teamId).snapshot));
}

/** @throws {QtcError} `not_found`: the key is good, its team has left */
function found<T>(value: T | undefined, teamId: string): T {
  if (value !== undefined) return value;
  throw new QtcError("not_found", `Cannot find team "${teamId}"`);
}
