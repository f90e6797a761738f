import { strict as assert } from "node:assert";
import { type Bar, MINUTE_MS } from "../../domain/bar.ts";
import {
  abs,
  fromNumber,
  notional,
  ONE,
  toNumber,
} from "../../domain/decimal.ts";
import { DEFAULT_TERMS, type ExchangeTerms } from "../../domain/exchange.ts";
import { feeReserve } from "../../domain/fees.ts";
import type { Fill } from "../../domain/fill.ts";
import { isTerminal, type Order, remaining } from "../../domain/order.ts";
import { random } from "../../domain/random.ts";
import type { BrokerReport } from "../../ports/broker.ts";
import {
  carry,
  SAMPLE_INSTRUMENTS,
  sampleOrder,
} from "../../testing/orders.ts";
import { settleMinutes } from "./exchange.ts";

const SEEDS = 150;
const MINUTES = 40;
/** The last minutes of a session and the first after it. */
const FROM = Date.parse("2026-11-17T20:40:00Z");
const UP_TO = FROM + (MINUTES - 1) * MINUTE_MS;
const TERMS: ExchangeTerms = { ...DEFAULT_TERMS, equityFeeBps: 3 };

Deno.test("settleMinutes() tells the same at once as minute by minute", () => {
  let fills = 0;
  let endings = 0;
  for (let seed = 0; seed < SEEDS; seed++) {
    const { orders, bars } = market(seed);
    const atOnce = settle(seed, orders, bars);
    const oneByOne = minuteByMinute(seed, orders, bars);
    assert.deepEqual(atOnce, oneByOne, `seed ${seed}`);
    fills += atOnce.flatMap((report) => report.fills).length;
    endings += atOnce.filter(({ status }) => status).length;
  }
  assert.ok(fills > 5 * SEEDS && endings > 5 * SEEDS, `${fills}, ${endings}`);
});

Deno.test("settleMinutes() depends neither on the order of orders and bars nor on more bars", () => {
  for (let seed = 0; seed < SEEDS; seed++) {
    const { orders, bars } = market(seed);
    const expected = settle(seed, orders, bars);
    assert.deepEqual(
      settle(seed, orders.toReversed(), [
        ...bars.toReversed(),
        ...bars.map((bar) => ({ ...bar, symbol: "MSFT", open: 1 })),
        ...bars.map((bar) => ({ ...bar, at: bar.at + MINUTES * MINUTE_MS })),
        ...bars.map((bar) => ({ ...bar, at: bar.at - MINUTES * MINUTE_MS })),
      ]),
      expected,
    );
  }
});

Deno.test("settleMinutes() gives a team the same fills whatever the others do", () => {
  for (let seed = 0; seed < SEEDS; seed++) {
    const { orders, bars } = market(seed);
    const all = settle(seed, orders, bars);
    for (const team of ["alpha", "beta", "gamma"]) {
      const own = orders.filter(({ teamId }) => teamId === team);
      assert.deepEqual(
        settle(seed, own, bars),
        all.filter(({ orderId }) => orderId.startsWith(`${team}-`)),
        `seed ${seed} ${team}`,
      );
    }
  }
});

Deno.test("settleMinutes() keeps every fill within its bar widened by spread and impact", () => {
  for (let seed = 0; seed < SEEDS; seed++) {
    const { orders, bars } = market(seed);
    for (const { fill, order, bar } of fillsOf(seed, orders, bars)) {
      assert.equal(bar.at, fill.at);
      const crypto = bar.symbol === "BTC";
      const spread = crypto ? TERMS.cryptoSpreadBps : TERMS.equitySpreadBps;
      const bps = 0.75 * spread +
        TERMS.impactBps * Math.sqrt(TERMS.participation);
      const step = crypto ? 1e-6 : 1e-4;
      const price = toNumber(fill.price);
      assert.ok(price <= bar.high * (1 + bps / 1e4) + step, `seed ${seed}`);
      assert.ok(price >= bar.low * (1 - bps / 1e4) - step, `seed ${seed}`);
      const { limit } = order;
      if (limit === undefined) continue;
      assert.ok(
        order.side === "buy" ? fill.price <= limit : fill.price >= limit,
      );
    }
  }
});

Deno.test("settleMinutes() lets no team have more than its share of a bar and a side", () => {
  let full = 0;
  for (let seed = 0; seed < SEEDS; seed++) {
    const { orders, bars } = market(seed);
    const taken = new Map<string, bigint>();
    for (const { fill, order, bar } of fillsOf(seed, orders, bars)) {
      const key = `${fill.teamId} ${order.side} ${fill.symbol} ${fill.at}`;
      const sum = (taken.get(key) ?? 0n) + abs(fill.quantity);
      taken.set(key, sum);
      assert.ok(sum * 10n <= fromNumber(bar.volume), `seed ${seed} ${key}`);
      if ((sum + ONE) * 10n > fromNumber(bar.volume)) full++;
    }
  }
  assert.ok(full > SEEDS, String(full));
});

Deno.test("settleMinutes() never lets a buy cost more than it still reserves, to the unit", () => {
  for (let seed = 0; seed < SEEDS; seed++) {
    const { orders, bars } = market(seed);
    let known = orders;
    for (const report of settle(seed, orders, bars)) {
      const before = known.find(({ id }) => id === report.orderId);
      const { orderId, fills, at } = report;
      known = carry(known, [{ orderId, fills, at }]);
      const after = known.find(({ id }) => id === report.orderId);
      assert.ok(before && after);
      if (before.side === "sell") continue;
      const cost = after.filledValue - before.filledValue + after.fees -
        before.fees;
      assert.ok(cost + reserved(after) <= reserved(before), `seed ${seed}`);
    }
  }
});

Deno.test("settleMinutes() fills in the instrument's steps, never beyond the order", () => {
  for (let seed = 0; seed < SEEDS; seed++) {
    const { orders, bars } = market(seed);
    const filled = new Map<string, bigint>();
    for (const { fill, order } of fillsOf(seed, orders, bars)) {
      const step = SAMPLE_INSTRUMENTS.get(fill.symbol)?.quantityStep ?? 0n;
      assert.equal(fill.quantity % step, 0n, `seed ${seed}`);
      const sum = (filled.get(order.id) ?? 0n) + abs(fill.quantity);
      filled.set(order.id, sum);
      assert.ok(sum <= order.quantity, `seed ${seed}`);
    }
  }
});

/** Three teams' orders of every kind, and bars with holes, over the close. */
function market(seed: number): { orders: Order[]; bars: Bar[] } {
  const next = random("market", seed);
  const pick = <T>(...choices: T[]): T =>
    choices[Math.floor(next() * choices.length)] as T;
  const cents = (value: number) => Math.round(value * 100) / 100;
  const bars: Bar[] = [];
  for (let i = 0; i < MINUTES; i++) {
    for (const symbol of ["AAPL", "BTC"]) {
      if (next() < 0.2) continue;
      const open = cents(98 + 4 * next());
      bars.push({
        symbol,
        at: FROM + i * MINUTE_MS,
        open,
        high: open + cents(next()),
        low: open - cents(next()),
        close: open,
        volume: pick(3, 77.7, 1000, 12_345),
      });
    }
  }
  const orders = Array.from({ length: 24 }, (_, index) => {
    const symbol = pick("AAPL", "BTC");
    const equity = symbol === "AAPL";
    const minute = FROM + Math.floor(next() * 15 - 5) * MINUTE_MS;
    const limit = next() < 0.5
      ? equity ? cents(97 + 6 * next()) : 97 + Math.floor(6e6 * next()) / 1e6
      : undefined;
    return sampleOrder({
      index,
      teamId: pick("alpha", "beta", "gamma"),
      symbol,
      side: pick("buy", "sell"),
      timeInForce: pick("gtc", "gtc", "ioc", "fok", "day"),
      quantity: pick(1, 40, 300, Math.floor(1e8 * next() + 1) / 1e6),
      minute,
      mark: 98,
      ...(limit !== undefined && { limit }),
      ...(next() < 0.3 && {
        status: "PENDING_CANCEL",
        cancelAt: minute + Math.floor(next() * 20) * 30_000,
      }),
    });
  });
  return { orders, bars };
}

function settle(
  seed: number,
  orders: readonly Order[],
  bars: readonly Bar[],
  from = FROM,
  upTo = UP_TO,
): BrokerReport[] {
  return settleMinutes({
    settlement: { from, upTo, bars, orders, instruments: SAMPLE_INSTRUMENTS },
    terms: TERMS,
    seed,
  });
}

function minuteByMinute(
  seed: number,
  orders: readonly Order[],
  bars: readonly Bar[],
): BrokerReport[] {
  const told: BrokerReport[] = [];
  let known = orders;
  for (let minute = FROM; minute <= UP_TO; minute += MINUTE_MS) {
    const open = known.filter(({ status }) => !isTerminal(status));
    const now = bars.filter((bar) => bar.at === minute);
    const reports = settle(seed, open, now, minute, minute);
    known = carry(open, reports);
    told.push(...reports);
  }
  return told;
}

function fillsOf(
  seed: number,
  orders: readonly Order[],
  bars: readonly Bar[],
): { fill: Fill; order: Order; bar: Bar }[] {
  const reports = settle(seed, orders, bars);
  carry(orders, reports);
  return reports.flatMap(({ fills }) => fills).map((fill) => {
    const order = orders.find(({ id }) => id === fill.orderId);
    const bar = bars.find(({ symbol, at }) =>
      symbol === fill.symbol && at === fill.at
    );
    assert.ok(order && bar);
    return { fill, order, bar };
  });
}

function reserved(order: Order): bigint {
  const value = notional(order.worst, remaining(order));
  return value + feeReserve(order.assetClass, value, order.feeBps);
}
