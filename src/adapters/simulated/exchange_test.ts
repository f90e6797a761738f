import { strict as assert } from "node:assert";
import type { Bar } from "../../domain/bar.ts";
import {
  decimalText,
  fromNumber,
  type Quantity,
} from "../../domain/decimal.ts";
import { DEFAULT_TERMS, type ExchangeTerms } from "../../domain/exchange.ts";
import type { Order } from "../../domain/order.ts";
import {
  type Sample,
  SAMPLE_INSTRUMENTS,
  SAMPLE_MINUTE,
  sampleBar,
  sampleOrder,
} from "../../testing/orders.ts";
import { settleMinutes } from "./exchange.ts";

/** No spread, no impact: fills are at the open. */
const PLAIN: ExchangeTerms = {
  ...DEFAULT_TERMS,
  equitySpreadBps: 0,
  cryptoSpreadBps: 0,
  impactBps: 0,
};

Deno.test("settleMinutes() fills a market order at the next bar's open", () => {
  const order = sampleOrder();
  assert.deepEqual(reports([order], [sampleBar({ at: at(1) })]), [{
    orderId: order.id,
    fills: [{
      id: `${order.id}@202611171501`,
      orderId: "alpha-20261117150000000",
      teamId: "alpha",
      symbol: "AAPL",
      quantity: fromNumber(100),
      price: fromNumber(100),
      fee: 0n,
      feeQuantity: 0n,
      at: at(1),
    }],
    at: at(1),
  }]);
});

Deno.test("settleMinutes() adds half a spread and the impact to a market order", () => {
  // Half of 2 bps times 0.5..1.5, and 30 bps × √(100 / 10,000) = 3 bps.
  const [price = 0] = prices([{}], [sampleBar({ at: at(1) })], DEFAULT_TERMS);
  assert.ok(price >= 100.035 && price <= 100.0451, String(price));
});

Deno.test("settleMinutes() shows an order of minute t no bar up to t", () => {
  const bars = [-1, 0].map((i) => sampleBar({ at: at(i) }));
  assert.deepEqual(reports([sampleOrder()], bars, { from: -1 }), []);
});

Deno.test("settleMinutes() fills nothing when there is no bar, or one without volume", () => {
  const other = sampleBar({ at: at(1), symbol: "BTC" });
  assert.deepEqual(reports([sampleOrder()], [other]), []);
  const empty = sampleBar({ at: at(1), volume: 0 });
  assert.deepEqual(reports([sampleOrder()], [empty]), []);
});

Deno.test("settleMinutes() fills equities in regular sessions only, coins always", () => {
  const night = Date.parse("2026-11-17T03:00:00Z");
  const bars = ["AAPL", "BTC"].map((symbol) =>
    sampleBar({ at: night + 60_000, symbol })
  );
  const orders = ["AAPL", "BTC"].map((symbol, index) =>
    sampleOrder({ symbol, minute: night, index, timeInForce: "gtc" })
  );
  const settled = settle(orders, bars, night + 60_000, night + 60_000);
  assert.deepEqual(settled.map(({ orderId }) => orderId), [orders[1]?.id]);
});

Deno.test("settleMinutes() keeps a limit buy at 80 or 99 open when the market stays at 100", () => {
  const bars = [sampleBar({ at: at(1), low: 99.5 })];
  const orders = [80, 99].map((limit, index) => sampleOrder({ limit, index }));
  assert.deepEqual(reports(orders, bars), []);
});

Deno.test("settleMinutes() fills a limit at its price when touched, at the open when that is better", () => {
  const bar = sampleBar({ at: at(1) });
  assert.deepEqual(
    prices(
      [
        { limit: 99, index: 0 },
        { limit: 100.5, index: 1 },
        { limit: 101, side: "sell", index: 2 },
        { limit: 99.5, side: "sell", index: 3 },
      ],
      [bar],
      DEFAULT_TERMS,
    ),
    [99, 100, 101, 100],
  );
});

Deno.test("settleMinutes() fills a tenth of the bar's volume and leaves the rest open", () => {
  const bars = [1, 2].map((i) => sampleBar({ at: at(i), volume: 605 }));
  assert.deepEqual(sizes([{ quantity: 100 }], bars), [60, 40]);
  assert.deepEqual(sizes([{ quantity: 100.5 }], bars), [60.5, 40]);
});

Deno.test("settleMinutes() gives a whole-share order fractions when the bar has no whole one for it", () => {
  const bars = [1, 2, 3].map((i) => sampleBar({ at: at(i), volume: 5 * i }));
  assert.deepEqual(sizes([{ quantity: 3 }], bars), [0.5, 1, 1.5]);
});

Deno.test("settleMinutes() counts all of a team's orders on one side of a bar together", () => {
  const orders = [
    { quantity: 600, index: 2 },
    { quantity: 500, limit: 100.5, minute: at(-1), index: 7 },
    { quantity: 600, side: "sell", index: 3 },
    { quantity: 600, teamId: "beta", minute: at(-1), index: 0 },
    { quantity: 10, index: 4 },
  ] as const;
  const settled = reports(orders.map(sampleOrder), [sampleBar({ at: at(1) })]);
  assert.deepEqual(
    settled.map(({ orderId, fills: [fill] }) => [
      orderId.slice(0, -17) + orderId.slice(-3),
      decimalText(fill?.quantity ?? 0n),
    ]),
    // The older ones first, then by id; the last of them finds nothing left.
    [
      ["alpha-007", "500"],
      ["beta-000", "600"],
      ["alpha-002", "500"],
      ["alpha-003", "-600"],
    ],
  );
});

Deno.test("settleMinutes() gives no better price for an order cut into pieces", () => {
  const bar = sampleBar({ at: at(1) });
  const whole = prices([{ quantity: 400 }], [bar], DEFAULT_TERMS);
  const pieces = prices(
    [0, 1, 2, 3].map((index) => ({ quantity: 100, index })),
    [bar],
    DEFAULT_TERMS,
  );
  assert.equal(pieces.at(-1), whole[0]);
  assert.deepEqual(pieces, pieces.toSorted((a, b) => a - b));
});

Deno.test("settleMinutes() fills no market buy above its reservation", () => {
  const gap = sampleBar({ at: at(1), open: 103.01 });
  const back = sampleBar({ at: at(2), open: 103 });
  assert.deepEqual(sizes([{}], [gap]), []);
  assert.deepEqual(prices([{}], [gap, back]), [103]);
  assert.deepEqual(
    sizes([{}], [sampleBar({ at: at(1), open: 102.97 })], {
      ...PLAIN,
      impactBps: 30,
    }),
    [94],
  );
});

Deno.test("settleMinutes() keeps fees in dollars within the reservation", () => {
  // What an order was decided under holds, whatever the terms are now.
  const terms = { ...PLAIN, equityFeeBps: 99 };
  const order = sampleOrder({ limit: 99.99, quantity: 600, feeBps: 10 });
  const bars = [1, 2].map((i) => sampleBar({ at: at(i), volume: 4000 }));
  const fees = settle([order], bars, at(1), at(2), terms).flatMap((
    { fills },
  ) => fills.map(({ fee }) => decimalText(fee)));
  // 400 × 99.99 × 0.001 and 200 × 99.99 × 0.001
  assert.deepEqual(fees, ["39.996", "19.998"]);
});

Deno.test("settleMinutes() takes a coin's fee in the coin on a buy, in dollars on a sell", () => {
  const bar = sampleBar({ at: at(1), symbol: "BTC" });
  const fees = (["buy", "sell"] as const).map((side) => {
    const order = sampleOrder({ symbol: "BTC", side, timeInForce: "gtc" });
    const [fill] = reports([order], [bar])[0]?.fills ?? [];
    assert.ok(fill);
    return [fill.quantity, fill.fee, fill.feeQuantity].map(decimalText);
  });
  assert.deepEqual(fees, [["100", "0", "0.25"], ["-100", "25", "0"]]);
});

Deno.test("settleMinutes() ignores orders that are not at the broker, and symbols without an instrument", () => {
  const bar = sampleBar({ at: at(1) });
  for (
    const status of [
      "NEW",
      "SUBMITTING",
      "UNKNOWN",
      "FILLED",
      "CANCELED",
    ] as const
  ) {
    assert.deepEqual(reports([sampleOrder({ status })], [bar]), [], status);
  }
  const strange = { symbol: "ZZZ" };
  assert.deepEqual(
    reports([sampleOrder(strange)], [sampleBar({ at: at(1), ...strange })]),
    [],
  );
});

Deno.test("settleMinutes() fills what earlier minutes left", () => {
  const order = sampleOrder({
    status: "PARTIALLY_FILLED",
    filled: fromNumber<Quantity>(70),
  });
  const [report] = reports([order], [sampleBar({ at: at(1) })]);
  assert.equal(report?.fills[0]?.quantity, fromNumber(30));
  assert.equal(report?.status, undefined);
});

Deno.test("settleMinutes() is done at once when a year without bars has been missed", () => {
  const year = 365 * 24 * 60;
  const open = [sampleOrder({ timeInForce: "gtc" })];
  assert.deepEqual(settle(open, [], at(1), at(year)), []);
});

function at(minutes: number): number {
  return SAMPLE_MINUTE + minutes * 60_000;
}

function settle(
  orders: readonly Order[],
  bars: readonly Bar[],
  from: number,
  upTo: number,
  terms = PLAIN,
) {
  return settleMinutes({
    settlement: { from, upTo, bars, orders, instruments: SAMPLE_INSTRUMENTS },
    terms,
    seed: 7,
  });
}

/** Settles from minute 1 to the last bar. */
function reports(
  orders: readonly Order[],
  bars: readonly Bar[],
  { from = 1, terms = PLAIN }: {
    readonly from?: number;
    readonly terms?: ExchangeTerms;
  } = {},
) {
  const upTo = bars.at(-1)?.at ?? at(1);
  return settle(orders, bars, at(from), upTo, terms);
}

function fillsOf(
  samples: readonly Sample[],
  bars: readonly Bar[],
  terms?: ExchangeTerms,
) {
  return reports(samples.map(sampleOrder), bars, { ...(terms && { terms }) })
    .flatMap(({ fills }) => fills);
}

function prices(
  samples: readonly Sample[],
  bars: readonly Bar[],
  terms?: ExchangeTerms,
): number[] {
  return fillsOf(samples, bars, terms).map(({ price }) =>
    Number(decimalText(price))
  );
}

function sizes(
  samples: readonly Sample[],
  bars: readonly Bar[],
  terms?: ExchangeTerms,
): number[] {
  return fillsOf(samples, bars, terms).map(({ quantity }) =>
    Number(decimalText(quantity))
  );
}
