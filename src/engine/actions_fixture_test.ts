import type { CorporateActions } from "../ports/corporate_actions.ts";
import { instrument } from "../domain/instrument.ts";
import {
  EQUITIES,
  type FakeEngine,
  fakeEngine,
  registered,
  startOptions,
} from "../testing/engine.ts";
import { minuteAt } from "../testing/events.ts";
import type { FakeLedger } from "../testing/fake_ledger.ts";
import type { FakeMarketOptions } from "../testing/fake_market_data.ts";
import type { FakeStrategy } from "../testing/fake_strategies.ts";
import type { Engine } from "./engine.ts";
import { runMinute } from "./minute.ts";
import { recover } from "./recover.ts";
import { applyRegistry } from "./teams.ts";

/** Minutes. */
export const DAY = 1440;
/** The day after the sample day. */
export const ON_DAY_2 = { exDate: "2013-10-08" };
/** AAPL at 100 dollars on the first day, at 25 from the second on. */
export const SPLITS: FakeMarketOptions["bar"] = (symbol, at) =>
  symbol === "AAPL" && at >= minuteAt(DAY) ? { open: 25 } : {};
/** A wish for AAPL. */
export const BUY = { symbol: "AAPL", action: "buy", quantity: 10, price: 1 };
const REST = {
  ...{ symbol: "AAPL", action: "buy", quantity: 5, price: 90 },
  ...{ "order_type": "limit", "time_in_force": "gtc" },
};

/** An engine, and what it has asked for. */
export type PlayedEngine = FakeEngine & Pick<Engine, "actionsAsked">;

/** Returns an engine that ran minutes, by their number; alpha holds 10 AAPL and has a bid for 5 more. */
export async function played(
  minutes: readonly number[],
  { actions, bar = SPLITS, alpha = buysAndRests }: {
    readonly actions?: CorporateActions;
    readonly bar?: FakeMarketOptions["bar"];
    readonly alpha?: FakeStrategy;
  },
): Promise<PlayedEngine> {
  const engine = fakeEngine({
    market: {
      instruments: [...EQUITIES, instrument("BTC", "crypto")],
      ...(bar && { bar }),
    },
    now: minuteAt(minutes[0] ?? 0),
    teams: registered(["alpha"]),
    strategies: { alpha },
    ...(actions && { actions }),
  });
  await recover(engine, startOptions(engine));
  await applyRegistry(engine, minuteAt(minutes[0] ?? 0));
  for (const n of minutes) await runMinute(engine, minuteAt(n));
  return engine;
}

/** Buys 10, then bids for 5 more. */
export const buysAndRests: FakeStrategy = ({ minute }) =>
  minute === minuteAt(386) ? [BUY] : minute === minuteAt(388) ? [REST] : [];

/** Returns what alpha has of AAPL, and what became of its orders. */
export function aapl({ books }: FakeEngine) {
  const team = books.teams.get("alpha");
  return {
    quantity: team?.positions.get("AAPL")?.quantity,
    cost: team?.positions.get("AAPL")?.cost,
    equity: team?.equity,
    orders: [...books.orders.values()].map(({ status, note }) =>
      note === undefined ? status : `${status}: ${note}`
    ),
  };
}

/** Returns what happened by actions and jumps, in order. */
export function kinds({ ledger }: FakeEngine): string[] {
  return (ledger as FakeLedger).events().flatMap(({ kind }) =>
    ["corporate_action", "frozen", "thawed"].includes(kind) ? [kind] : []
  );
}
