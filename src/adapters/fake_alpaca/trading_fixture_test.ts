import { fromNumber } from "../../domain/decimal.ts";
import { instrument } from "../../domain/instrument.ts";
import { random } from "../../domain/random.ts";
import { FakeClock } from "../../testing/fake_clock.ts";
import { fakeMarketData } from "../../testing/fake_market_data.ts";
import { type Asset, assetOf } from "./assets.ts";
import type { TradeUpdate } from "./desk.ts";
import {
  createExchange,
  type Exchange,
  type ExchangeOptions,
} from "./exchange.ts";
import { openFaults } from "./faults.ts";
import { positionForm, type TradingWorld } from "./trading_world.ts";
import { tradingRoutes } from "./trading_routes.ts";

/** A Friday, an hour after the open. */
export const OPEN = "2026-11-20T15:30:00Z";

/** What an answer was. */
export interface Answered {
  readonly status: number;
  // deno-lint-ignore no-explicit-any -- a test reads what it expects
  readonly body: any;
}

/** An exchange whose prices the test sets. */
export interface Floor {
  readonly world: TradingWorld;
  readonly clock: FakeClock;
  readonly exchange: Exchange;
  /** Dollars, by symbol in our own form. */
  readonly prices: Map<string, number>;
  /** What happened, in order. */
  readonly updates: TradeUpdate[];
  /** Lets virtual milliseconds go by. */
  wait(ms: number): void;
  send(method: string, path: string, body?: unknown): Promise<Answered>;
  /** Places an order: a market buy of a share of AAPL for the day, unless it says otherwise. */
  order(body?: Record<string, unknown>): Promise<Answered>;
  events(): string[];
}

const INSTRUMENTS = [
  instrument("AAPL", "equity"),
  instrument("MSFT", "equity"),
  instrument("PENNY", "equity"),
  instrument("BTC", "crypto"),
];

/** Returns a floor at a time (RFC 3339): AAPL 100, MSFT 200, PENNY 0.5, BTC 50,000. */
export function floorAt(
  start = OPEN,
  options: ExchangeOptions = {},
  seed = 7,
): Floor {
  const clock = new FakeClock(start);
  const prices = new Map([
    ["AAPL", 100],
    ["MSFT", 200],
    ["PENNY", 0.5],
    ["BTC", 50_000],
  ]);
  const faults = openFaults(clock, random(seed, "faults"));
  const asset = (text: string): Asset | undefined => {
    const found = INSTRUMENTS.map((each) =>
      assetOf(
        each,
        !faults.find("asset_inactive", { symbol: each.symbol }),
      )
    );
    return found.find((each) =>
      [each.symbol, each.id, each.wire, positionForm(each)].includes(text)
    );
  };
  const world: TradingWorld = {
    ...{ clock, seed, asset, faults },
    market: fakeMarketData({ instruments: INSTRUMENTS }),
    price: (symbol) => prices.get(symbol),
    authorized: (key, secret) => key === "PK" && secret === "secret",
    random: (...parts) => random(seed, ...parts),
  };
  const exchange = createExchange(world, options);
  const updates: TradeUpdate[] = [];
  exchange.desk.listeners.add((update) => updates.push(update));
  const routes = tradingRoutes(world, exchange);
  const send: Floor["send"] = async (method, path, body) => {
    const answer = await routes.request(path, {
      method,
      ...(body !== undefined &&
        { body: typeof body === "string" ? body : JSON.stringify(body) }),
    });
    const text = await answer.text();
    return {
      status: answer.status,
      body: text === "" ? undefined : JSON.parse(text),
    };
  };
  return {
    ...{ world, clock, exchange, prices, updates, send },
    wait(ms) {
      clock.advance(ms);
      exchange.advance();
    },
    order: (body = {}) =>
      send("POST", "/v2/orders", {
        ...{ symbol: "AAPL", qty: "1", side: "buy", type: "market" },
        time_in_force: "day",
        ...body,
      }),
    events: () => updates.map(({ event }) => event),
  };
}

/** Returns dollars or units in 1e-9. */
export function units(value: number): bigint {
  return fromNumber(value);
}
