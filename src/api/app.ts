import { Hono } from "hono";
import { type ActivityReader, activityRoutes } from "./activity.ts";
import { clientAddress } from "./address.ts";
import { gate, type KeyReader } from "./auth.ts";
import { type BoardReader, boardRoutes } from "./board.ts";
import { anyOrigin } from "./cors.ts";
import type {
  ApiApp,
  ApiEnv,
  ApiHandler,
  ApiMiddleware,
  ApiOptions,
} from "./env.ts";
import { type DataRepairReader, dataRepairRoutes } from "./data_repair.ts";
import { errorAnswer, problem } from "./errors.ts";
import { type MarketDataReader, marketDataRoutes } from "./market_data.ts";
import { opsRoutes } from "./ops.ts";
import { readOnlyGate } from "./read_only.ts";
import { type StatusReader, statusRoutes } from "./status.ts";
import { keyRoutes, type TeamReader, teamRoutes } from "./team.ts";

/** All that the API reads. One object may be several of them. */
export interface Readers {
  readonly board: BoardReader;
  readonly teams: TeamReader;
  readonly status: StatusReader;
  readonly activity: ActivityReader;
  readonly keys: KeyReader;
  readonly marketData: MarketDataReader;
  /** Absent where nobody repairs. */
  readonly repairs?: DataRepairReader;
}

/** Returns the whole API. */
export function apiApp(readers: Readers, options: ApiOptions): ApiApp {
  const answerError = errorAnswer(options.report);
  const keyGate = gate(readers.keys, options.clock);
  const app: ApiApp = new Hono<ApiEnv>()
    .use(stamp(options, answerError))
    .onError(answerError)
    .notFound((c) =>
      problem(c, "not_found", "There is no such route; GET / names them")
    );
  if (options.readOnly) app.use(readOnlyGate);
  app.route("/", opsRoutes());
  app.route("/", boardRoutes(readers.board));
  app.route("/", statusRoutes(readers.status, options));
  app.route("/", activityRoutes(readers.activity, options));
  app.route("/", marketDataRoutes(readers.marketData, keyGate));
  if (readers.repairs) app.route("/", dataRepairRoutes(readers.repairs));
  app.route("/", teamRoutes(readers.teams, keyGate));
  app.get("/", anyOrigin, (c) => c.json(index));
  app.route("/", keyRoutes(readers.teams, keyGate));
  const index = {
    name: "qtc",
    mode: options.mode,
    routes: routeNames(app),
  };
  answerOtherMethods(app);
  return app;
}

/** What a server hands over with a request; fits `Deno.serve()`. */
export interface ConnectionInfo {
  readonly remoteAddr: { readonly hostname?: string };
}

/**
 * Returns a handler for `Deno.serve()`.
 *
 * @param trustedProxies Addresses whose `X-Forwarded-For` is believed
 */
export function serveFetch(
  app: ApiApp,
  trustedProxies: readonly string[] = [],
): (request: Request, info: ConnectionInfo) => Response | Promise<Response> {
  return (request, { remoteAddr }) => {
    const forwarded = request.headers.get("x-forwarded-for") ?? undefined;
    const peer = remoteAddr.hostname ?? "local";
    return app.fetch(request, {
      address: clientAddress(peer, forwarded, trustedProxies),
    });
  };
}

/** Gives each answer, errors included, its name and the headers that all have. */
function stamp(
  { mode, requestId }: ApiOptions,
  answerError: ReturnType<typeof errorAnswer>,
): ApiMiddleware {
  return async (c, next) => {
    c.set("requestId", requestId());
    try {
      await next();
    } catch (thrown) {
      // Hono answers errors only; anything else that is thrown ends up here.
      c.res = answerError(thrown, c);
    }
    const { headers } = c.res;
    headers.set("X-Request-Id", c.get("requestId"));
    headers.set("X-QTC-Mode", mode);
    headers.set("Referrer-Policy", "no-referrer");
    headers.set("X-Content-Type-Options", "nosniff");
  };
}

/** Returns `GET /api/v1/team/{id}/line` and so on, each once, in order. */
function routeNames(app: ApiApp): string[] {
  const names = app.routes.filter(({ method }) => method !== "ALL")
    .map(({ method, path }) =>
      `${method} ${path.replace(/:(\w+)(\{.*?\](\{\d+\})?\})?/g, "{$1}")}`
    );
  return [...new Set(names)];
}

/**
 * Answers other methods on known paths: what a browser asks before it reads a
 * public route from another origin, and 405 for the rest.
 */
function answerOtherMethods(app: ApiApp): void {
  const routes = app.routes.filter(({ method }) => method !== "ALL");
  for (const path of new Set(routes.map((route) => route.path))) {
    const own = routes.filter((route) => route.path === path);
    const methods = new Set(own.map(({ method }) => method));
    if (methods.has("GET")) methods.add("HEAD");
    const isPublic = own.some(({ handler }) => handler === anyOrigin);
    const allow = [...methods, "OPTIONS"].join(", ");
    if (isPublic) app.options(path, anyOrigin, preflight(allow));
    app.all(path, (c) => {
      c.header("Allow", allow);
      if (c.req.method === "OPTIONS") return c.body(null, 204);
      return c.json({ detail: `This route answers ${allow} only` }, 405);
    });
  }
}

function preflight(allow: string): ApiHandler {
  return (c) =>
    c.body(null, 204, {
      "Allow": allow,
      "Access-Control-Allow-Methods": allow,
      "Access-Control-Allow-Headers":
        "Content-Type, If-None-Match, Last-Event-ID",
      "Access-Control-Max-Age": "86400",
    });
}
