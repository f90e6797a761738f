import { Hono } from "hono";
import { competitionJson, type CompetitionView } from "./competition.ts";
import { anyOrigin } from "./cors.ts";
import type { ApiApp, ApiEnv, ApiHandler } from "./env.ts";

/** A team's place on the board. */
export interface BoardRow {
  readonly teamId: string;
  /** Dollars at the last published minute; absent before the first. */
  readonly portfolioValue?: number;
}

/** What the board reads. */
export interface BoardReader {
  /** Returns all teams, the highest value first, those without one last. */
  leaderboard(): readonly BoardRow[];
  /** Returns what the board is of; `undefined` when it never starts or ends. */
  competition(): CompetitionView | undefined;
}

/** `GET /leaderboard` and `GET /api/v1/leaderboard`: all teams by value, final when the competition is over. */
export function boardRoutes(board: BoardReader): ApiApp {
  const answer: ApiHandler = (c) => {
    const competition = board.competition();
    return c.json({
      leaderboard: board.leaderboard().map(({ teamId, portfolioValue }) => ({
        team_id: teamId,
        portfolio_value: portfolioValue ?? null,
      })),
      final: competition?.phase === "ended",
      competition: competitionJson(competition),
    });
  };
  return new Hono<ApiEnv>()
    .get("/leaderboard", anyOrigin, answer)
    .get("/api/v1/leaderboard", anyOrigin, answer);
}
