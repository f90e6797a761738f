import { Hono } from "hono";
import {
  abs,
  decimalText,
  floorTo,
  mulDiv,
  ONE,
} from "../../domain/decimal.ts";
import { accountJson, configurationsJson } from "./account.ts";
import { activitiesJson } from "./activities.ts";
import { Refusal, unreadable } from "./errors.ts";
import type { Exchange, Submission } from "./exchange.ts";
import { findByClientId, findOrder, listOrders } from "./order_queries.ts";
import { amount, bodyOf } from "./order_request.ts";
import { positionJson, positionsJson } from "./positions.ts";
import { namedAsset, type TradingWorld } from "./trading_world.ts";

/** How long an answer waits for its fill to be on the stream first, virtual milliseconds. */
const HEAD_START_MS = 50;

/**
 * Returns the routes of an account. Whoever serves them has looked at keys and
 * limits, and delays answers.
 */
export function tradingRoutes(world: TradingWorld, exchange: Exchange): Hono {
  const app = new Hono({ strict: false });
  app.use(async (_, next) => {
    exchange.advance();
    await next();
  });
  accountRoutes(app, exchange);
  orderRoutes(app, world, exchange);
  positionRoutes(app, exchange);
  app.onError((error, context) => {
    if (!(error instanceof Refusal)) throw error;
    return context.json(error.body, error.status);
  });
  app.notFound((context) =>
    context.json({ code: 40410000, message: "endpoint not found." }, 404)
  );
  return app;
}

function accountRoutes(app: Hono, { desk }: Exchange): void {
  app.get("/v2/account", (c) => c.json(accountJson(desk)));
  app.get(
    "/v2/account/configurations",
    (c) => c.json(configurationsJson(desk)),
  );
  app.get(
    "/v2/account/activities/:type?",
    (c) =>
      c.json(activitiesJson(desk, queryOf(c.req.url), c.req.param("type"))),
  );
}

function orderRoutes(
  app: Hono,
  { clock }: TradingWorld,
  exchange: Exchange,
): void {
  const { desk } = exchange;
  app.post("/v2/orders", async (c) => {
    const { order, answer } = exchange.submit(bodyOf(await c.req.text()));
    if (exchange.isUrgent(order)) {
      exchange.advance();
      await clock.sleepUntil(clock.now() + HEAD_START_MS);
    }
    return c.json(answer);
  });
  app.get("/v2/orders", (c) =>
    c.json(
      listOrders(desk, queryOf(c.req.url)).map((order) => desk.json(order)),
    ));
  // A colon in a path is a parameter to the router.
  app.get("/v2/:call{orders:by_client_order_id}", (c) => {
    const id = c.req.query("client_order_id") ?? null;
    return c.json(desk.json(findByClientId(desk, id)));
  });
  app.get(
    "/v2/orders/:id",
    (c) => c.json(desk.json(findOrder(desk, c.req.param("id")))),
  );
  app.patch("/v2/orders/:id", async (c) => {
    const order = findOrder(desk, c.req.param("id"));
    const by = exchange.replace(order, bodyOf(await c.req.text()));
    return c.json(desk.json(by));
  });
  app.delete("/v2/orders/:id", (c) => {
    exchange.cancel(findOrder(desk, c.req.param("id")));
    return c.body(null, 204);
  });
  app.delete("/v2/orders", (c) => {
    const answers = desk.orders.open.map((order) => {
      try {
        exchange.cancel(order);
        return { id: order.id, status: 200 };
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        return { id: order.id, status: 500 };
      }
    });
    return c.json(answers, 207);
  });
}

function positionRoutes(app: Hono, exchange: Exchange): void {
  const { desk } = exchange;
  const own = (symbolOrId: string) =>
    namedAsset(desk.world, symbolOrId)?.symbol ?? "";
  app.get("/v2/positions", (c) => c.json(positionsJson(desk)));
  app.get(
    "/v2/positions/:symbol{.+}",
    (c) => c.json(positionJson(desk, own(c.req.param("symbol")))),
  );
  app.delete("/v2/positions/:symbol{.+}", (c) => {
    const symbol = own(c.req.param("symbol"));
    return c.json(close(exchange, symbol, queryOf(c.req.url)).answer);
  });
  app.delete("/v2/positions", (c) => {
    if (c.req.query("cancel_orders") === "true") {
      for (const order of desk.orders.open) exchange.kill(order);
    }
    const symbols = [...desk.ledger.book.holdings.keys()].sort();
    return c.json(symbols.map((symbol) => closeAll(exchange, symbol)), 207);
  });
}

function closeAll(exchange: Exchange, symbol: string): Record<string, unknown> {
  const { symbol: shown } = positionJson(exchange.desk, symbol);
  try {
    const body = close(exchange, symbol, new URLSearchParams()).answer;
    return { symbol: shown, status: 200, body };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return { symbol: shown, status: 500, body: error.body };
  }
}

/** Sells or buys back what is held, or a part of it, at the market. */
function close(
  exchange: Exchange,
  symbol: string,
  query: URLSearchParams,
): Submission {
  const { desk } = exchange;
  const { side } = positionJson(desk, symbol);
  const asset = desk.world.asset(symbol);
  const held = abs(desk.ledger.book.holdings.get(symbol)?.quantity ?? 0n);
  const parts = Object.fromEntries(query);
  const { quantity } = amount(parts, "qty", "quantity");
  const { percentage } = amount(parts, "percentage", "percentage");
  if (quantity !== undefined && percentage !== undefined) {
    throw unreadable("only one of qty or percentage is accepted");
  }
  const share = mulDiv(held, percentage ?? 100n * ONE, 100n * ONE);
  const wanted = quantity ?? floorTo(share, asset?.minTradeIncrement ?? 1n);
  return exchange.submit({
    symbol: asset?.wire ?? symbol,
    qty: decimalText(wanted),
    side: side === "long" ? "sell" : "buy",
    type: "market",
    time_in_force: asset?.class === "crypto" ? "gtc" : "day",
  });
}

function queryOf(url: string): URLSearchParams {
  return new URL(url).searchParams;
}
