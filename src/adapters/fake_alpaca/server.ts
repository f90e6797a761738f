import type { CorporateAction } from "../../domain/corporate_action.ts";
import { errorText } from "../../domain/error.ts";
import { answerInstead, ELSEWHERE, spoil } from "./answer_faults.ts";
import { type BarsSockets, barsSockets, isBarsSocket } from "./bars_socket.ts";
import { answerControl, CONTROL_PATH } from "./control.ts";
import { answerData, isDataPath } from "./data_routes.ts";
import { type Editions, openEditions } from "./editions.ts";
import type { FaultPlace } from "./faults.ts";
import { type Front, openFront } from "./front.ts";
import { LATENCIES, latencyOf } from "./latency.ts";
import { answerMarket, isMarketPath } from "./market_routes.ts";
import { openSocket } from "./open_socket.ts";
import { type TokenBucket, tokenBucket } from "./rate_limit.ts";
import { refusal } from "./refusal.ts";
import { fakeUuid } from "./symbols.ts";
import type { TradingHalf } from "./trading_half.ts";
import type { World } from "./world.ts";

/** What {@linkcode startFakeAlpaca} is made of. */
export interface FakeAlpacaOptions {
  readonly world: World;
  readonly trading: TradingHalf;
  /** What `/v1/corporate-actions` knows. */
  readonly actions: () => Promise<readonly CorporateAction[]>;
  readonly host: string;
  /** 0 lets the system choose. */
  readonly port: number;
  /** What the control API wants to be told. */
  readonly controlSecret: string;
  /** Whether answers take their time. */
  readonly hasLatency: boolean;
  /** Hears of each request that is for Alpaca, before it is answered. */
  readonly onRequest?: () => void;
}

/** A server that listens. */
export interface FakeAlpaca {
  readonly port: number;
  /** Stops it; requests under way end at once. */
  close(): Promise<void>;
}

/** Largest body that is read, characters; and as much of it as the journal keeps. */
const BODY_MAX = 100_000;
const JOURNAL_BODY_MAX = 4_000;

type Side = "trading" | "data";

/** Everything that answers. */
interface Stage extends FakeAlpacaOptions {
  readonly editions: Editions;
  readonly sockets: BarsSockets;
  readonly buckets: Readonly<Record<Side, TokenBucket>>;
  readonly delays: Readonly<Record<Side, () => number>>;
  readonly stop: AbortSignal;
  /** Ends the connection of a request. */
  cut(connection: number): void;
  /** Ends the connection of a request within its answer. */
  halve(connection: number): void;
  nextRequest(): string;
}

/**
 * Serves both of Alpaca's hosts and their sockets on one address, from now on.
 *
 * @throws {QtcError} `unavailable` when the address cannot be had
 */
export function startFakeAlpaca(options: FakeAlpacaOptions): FakeAlpaca {
  const { world, trading, host, port } = options;
  const ended = new AbortController();
  const editions = openEditions(world);
  const sockets = barsSockets(world, editions);
  let requests = 0;
  const stage: Stage = {
    ...options,
    ...{ editions, sockets, stop: ended.signal },
    buckets: {
      trading: tokenBucket(world.clock),
      data: tokenBucket(world.clock),
    },
    delays: {
      trading: world.random("latency", "trading"),
      data: world.random("latency", "data"),
    },
    cut: (connection) => front.cut(connection),
    halve: (connection) => front.halve(connection),
    nextRequest: () => fakeUuid("request", world.seed, ++requests),
  };
  const front: Front = openFront(
    { host, port },
    (request, connection) => answer(stage, request, connection),
  );
  const running = Promise.all([
    world.run(ended.signal),
    sockets.run(ended.signal),
  ]);
  return {
    port: front.port,
    async close() {
      ended.abort();
      trading.close();
      await front.close();
      await running;
    },
  };
}

async function answer(
  stage: Stage,
  request: Request,
  connection: number,
): Promise<Response> {
  const { journal } = stage.world;
  const url = new URL(request.url);
  try {
    if (url.pathname.startsWith(CONTROL_PATH)) {
      const secret = stage.controlSecret;
      return await answerControl({ ...stage, secret }, request, url);
    }
    stage.onRequest?.();
    if (request.headers.get("upgrade")?.toLowerCase() === "websocket") {
      return upgrade(stage, request, url, connection);
    }
    if (url.pathname === ELSEWHERE) {
      const hasKeys = request.headers.has("APCA-API-KEY-ID");
      journal.add("followed", { hasKeys });
      return refusal(404, 40410000, "this is another host");
    }
    return await answerRest(stage, request, url, connection);
  } catch (error) {
    journal.add("failure", errorText(error));
    return refusal(500, 50010000, "internal server error occurred");
  }
}

function upgrade(
  { world, trading, sockets, cut }: Stage,
  request: Request,
  { pathname }: URL,
  connection: number,
): Response {
  const isStream = pathname === "/stream";
  if (!isStream && !isBarsSocket(pathname)) {
    return refusal(404, 40410000, "endpoint not found.");
  }
  world.journal.add("upgrade", { path: pathname });
  return openSocket(
    request,
    () => cut(connection),
    (socket) =>
      isStream ? trading.connect(socket) : sockets.connect(socket, pathname),
  );
}

async function answerRest(
  stage: Stage,
  request: Request,
  url: URL,
  connection: number,
): Promise<Response> {
  const { world, stop, cut } = stage;
  const { journal, faults, clock } = world;
  const { method } = request;
  const path = url.pathname;
  const body = request.body ? await request.text() : "";
  if (body.length > BODY_MAX) return refusal(413, 40010000, "body too large");
  const query = url.search;
  const id = stage.nextRequest();
  const shown = body.slice(0, JOURNAL_BODY_MAX);
  journal.add("request", { id, method, path, query, body: shown });
  const place: FaultPlace = { path, method };
  if (faults.take("request_lost", place)) {
    journal.add("lost", { id, isCarriedOut: false });
    return lose(cut, connection);
  }
  const side: Side = isDataPath(path) ? "data" : "trading";
  await delay(stage, side);
  const again = new Request(request.url, {
    method,
    headers: request.headers,
    ...(body !== "" && { body }),
  });
  const response = await guard(stage, side, again, url);
  journal.add("answer", { id, method, path, status: response.status });
  if (faults.take("answer_lost", place)) {
    journal.add("lost", { id, isCarriedOut: true });
    return lose(cut, connection);
  }
  if (faults.take("answer_cut", place)) {
    journal.add("lost", { id, isCarriedOut: true });
    stage.halve(connection);
    return response;
  }
  if (faults.take("answer_lost_504", place)) {
    journal.add("lost", { id, isCarriedOut: true });
    return refusal(504, 50410000, "gateway timeout");
  }
  const late = faults.take("answer_late", place);
  if (late) await clock.sleepUntil(clock.now() + (late.value ?? 35_000), stop);
  const headers = new Headers(response.headers);
  headers.set("X-Request-ID", id);
  const { status } = response;
  return await spoil(
    world,
    place,
    new Response(response.body, { status, headers }),
    stop,
  );
}

/** Ends the connection; what is returned goes nowhere. */
function lose(cut: Stage["cut"], connection: number): Response {
  cut(connection);
  return new Response(null, { status: 504 });
}

async function delay(
  { world, hasLatency, delays, stop }: Stage,
  side: Side,
): Promise<void> {
  if (!hasLatency) return;
  const ms = latencyOf(LATENCIES[side], delays[side]);
  await world.clock.sleepUntil(world.clock.now() + ms, stop);
}

/** Lets a request through to its half: with good keys, within the limit. */
async function guard(
  stage: Stage,
  side: Side,
  request: Request,
  url: URL,
): Promise<Response> {
  const { world, buckets, trading } = stage;
  const { faults } = world;
  const place: FaultPlace = { path: url.pathname, method: request.method };
  const key = request.headers.get("APCA-API-KEY-ID") ?? "";
  const secret = request.headers.get("APCA-API-SECRET-KEY") ?? "";
  // Crypto's data is for everybody: without keys it is not asked for them.
  const isPublic = url.pathname.startsWith("/v1beta3/crypto/") &&
    key === "" && secret === "";
  const isKnown = isPublic || world.authorized(key, secret);
  if (!isKnown || faults.take("unauthorized", place)) {
    return side === "data"
      ? Response.json({ message: "forbidden." }, { status: 403 })
      : refusal(401, 40110000, "request is not authorized");
  }
  const { allowed, headers } = buckets[side].take();
  const forced = faults.take("rate_limited", place);
  if (!allowed || forced) {
    const refused = refusal(429, 42910000, "rate limit exceeded");
    if (forced?.text === "none") return refused;
    return withHeaders(refused, headers);
  }
  const instead = answerInstead(world, place, url);
  if (instead) return instead;
  const response = side === "data"
    ? await answerData(stage, url)
    : isMarketPath(url.pathname) && request.method === "GET"
    ? answerMarket(world, url)
    : await trading.handle(request, url);
  return withHeaders(response, headers);
}

function withHeaders(
  response: Response,
  extra: Readonly<Record<string, string>>,
): Response {
  const headers = new Headers(response.headers);
  for (const [name, value] of Object.entries(extra)) headers.set(name, value);
  return new Response(response.body, { status: response.status, headers });
}
