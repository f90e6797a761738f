import { decimalText, fromNumber, mulDiv } from "../../domain/decimal.ts";
import { QtcError } from "../../domain/error.ts";
import { createExchange, type Exchange } from "./exchange.ts";
import { Refusal } from "./errors.ts";
import type { Fault } from "./faults.ts";
import { ledgerJson } from "./ledger_json.ts";
import { tradeSocket } from "./trade_socket.ts";
import type { TradingHalf } from "./trading_half.ts";
import { tradingRoutes } from "./trading_routes.ts";
import type { TradingWorld } from "./trading_world.ts";

/** What the trading half is made of. */
export interface TradingOptions {
  readonly world: TradingWorld;
  /** Dollars at the start, > 0. */
  readonly cash: number;
}

/** Returns the half of the fake that keeps an account and its orders; it trades until it is closed. */
export function tradingHalf({ world, cash }: TradingOptions): TradingHalf {
  const exchange = createExchange(world, { cash: fromNumber(cash) });
  const routes = tradingRoutes(world, exchange);
  const stop = new AbortController();
  exchange.run(stop.signal);
  return {
    handle: async (request) => await routes.fetch(request),
    connect: tradeSocket(world, exchange),
    ledger: () => ledgerJson(exchange.desk),
    act(fault) {
      exchange.advance();
      try {
        act(exchange, fault, cash);
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        throw new QtcError(
          "invalid",
          `Cannot set fault "${fault.name}": ${error.message}`,
        );
      }
    },
    close: () => stop.abort(),
  };
}

function act(exchange: Exchange, fault: Fault, cash: number): void {
  const { name, value, symbol } = fault;
  if (name === "foreign_order") placeForeign(exchange, fault);
  if (name === "foreign_position") {
    const some = symbol ?? anySymbol(exchange);
    exchange.foreignPosition(some, fromNumber(value ?? 10));
  }
  if (name === "trade_bust") exchange.bust(lastExecution(exchange, fault).id);
  if (name === "trade_correct") {
    const { id, price } = lastExecution(exchange, fault);
    const factor = fromNumber(value ?? 1.01);
    exchange.correct(id, mulDiv(price, factor, fromNumber(1)));
  }
  if (name === "share_split") {
    exchange.split(symbol ?? anySymbol(exchange), value ?? 2);
  }
  if (name === "paper_reset") exchange.reset(fromNumber(value ?? cash));
}

/** As somebody would in the dashboard: the id is not one of ours. */
function placeForeign(
  exchange: Exchange,
  { symbol, value = 1, text = "buy" }: Fault,
): void {
  const asset = exchange.desk.world.asset(symbol ?? anySymbol(exchange));
  exchange.submit({
    symbol: asset?.wire ?? symbol,
    qty: decimalText(fromNumber(value)),
    side: text,
    type: "market",
    time_in_force: asset?.class === "crypto" ? "gtc" : "day",
  });
}

function lastExecution(
  { desk }: Exchange,
  { symbol, orderId }: Fault,
): { readonly id: string; readonly price: bigint } {
  const found = desk.ledger.executions.findLast((each) =>
    (symbol === undefined || each.symbol === symbol) &&
    (orderId === undefined ||
      desk.orders.get(each.orderId)?.clientOrderId === orderId)
  );
  if (found) return found;
  throw new QtcError(
    "invalid",
    "Cannot change an execution: there is none yet; place an order first",
  );
}

function anySymbol({ desk }: Exchange): string {
  return desk.world.market.instruments[0]?.symbol ?? "";
}
