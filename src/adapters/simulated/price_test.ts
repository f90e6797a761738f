import { strict as assert } from "node:assert";
import type { Bar } from "../../domain/bar.ts";
import {
  decimalText,
  fromNumber,
  type Price,
  type Quantity,
} from "../../domain/decimal.ts";
import { DEFAULT_TERMS, type ExchangeTerms } from "../../domain/exchange.ts";
import {
  type Sample,
  SAMPLE_INSTRUMENTS,
  SAMPLE_MINUTE,
  sampleBar,
  sampleOrder,
} from "../../testing/orders.ts";
import { affordable, halfSpreadBps, quoteOf, roundShares } from "./price.ts";

/** Impact alone: 3 basis points for a hundredth of the bar. */
const IMPACT: ExchangeTerms = {
  ...DEFAULT_TERMS,
  equitySpreadBps: 0,
  cryptoSpreadBps: 0,
};
const at = SAMPLE_MINUTE + 60_000;

Deno.test("quoteOf() moves a market order's price by the root of its share", () => {
  // √(100 / 10,000) = 0.1 of 30 bps; √(400 / 10,000) = 0.2.
  assert.equal(quote({}, {}, 100), "100.03");
  assert.equal(quote({}, {}, 400), "100.06");
  assert.equal(quote({ side: "sell" }, {}, 100), "99.97");
});

Deno.test("quoteOf() counts what the team has traded on the bar before", () => {
  assert.equal(quote({}, {}, 100, { before: 300 }), "100.06");
});

Deno.test("quoteOf() rounds market orders against them, shares to 0.0001", () => {
  // 10.33333 × 1.0003 = 10.336429999 and × 0.9997 = 10.330230001.
  const bar = { open: 10.33333 };
  assert.equal(quote({}, bar, 100), "10.3365");
  assert.equal(quote({ side: "sell" }, bar, 100), "10.3302");
});

Deno.test("quoteOf() rounds market orders against them, coins to 0.000001", () => {
  // 50,000.1234567 × 1.0003 = 50,015.1234937… and × 0.9997 = 49,985.1234196…
  const bar = { symbol: "BTC", open: 50_000.1234567, volume: 100 };
  assert.equal(quote({ symbol: "BTC" }, bar, 1), "50015.123494");
  assert.equal(quote({ symbol: "BTC", side: "sell" }, bar, 1), "49985.123419");
});

Deno.test("quoteOf() prices what costs next to nothing to the last digit", () => {
  // 0.00001234 × 1.0003 = 0.000012343702 and × 0.9997 = 0.000012336298.
  const bar = { symbol: "BTC", open: 0.00001234, low: 0.00001 };
  assert.equal(quote({ symbol: "BTC" }, bar, 100), "0.000012344");
  assert.equal(quote({ symbol: "BTC", side: "sell" }, bar, 100), "0.000012336");
});

Deno.test("quoteOf() takes a price below the last digit for one unit", () => {
  const bar = { symbol: "BTC", open: 1e-12, low: 1e-12, high: 1e-12 };
  for (const side of ["buy", "sell"] as const) {
    const limit = side === "buy" ? 1e-6 : 1e-9;
    const order = { symbol: "BTC", side, limit };
    assert.equal(quote(order, bar, 1), "0.000000001");
  }
});

Deno.test("quoteOf() stays above 0 when the impact is as large as the price", () => {
  const terms = { ...IMPACT, impactBps: 1e6 };
  const bar = { open: 0.5, low: 0.1 };
  assert.equal(quote({ side: "sell" }, bar, 10_000, { terms }), "0.0001");
});

Deno.test("quoteOf() adds the spread of the symbol and minute to the open", () => {
  const terms = { ...DEFAULT_TERMS, impactBps: 0 };
  const half = halfSpreadBps(sampleBar({ at }), "equity", terms, 7);
  const buy = Number(quote({}, {}, 1, { terms }));
  const sell = Number(quote({ side: "sell" }, {}, 1, { terms }));
  assert.ok(Math.abs(buy - 100 * (1 + half / 1e4)) <= 0.0001);
  assert.ok(Math.abs(sell - 100 * (1 - half / 1e4)) <= 0.0001);
});

Deno.test("halfSpreadBps() is half the mean spread times 0.5 to 1.5, and 1 on average", () => {
  for (const [assetClass, mean] of [["equity", 1], ["crypto", 5]] as const) {
    let sum = 0;
    for (let i = 0; i < 2_000; i++) {
      const bar = sampleBar({ at: at + i * 60_000 });
      const bps = halfSpreadBps(bar, assetClass, DEFAULT_TERMS, 7);
      assert.ok(bps >= 0.5 * mean && bps < 1.5 * mean, String(bps));
      sum += bps / mean;
    }
    assert.ok(Math.abs(sum / 2_000 - 1) < 0.02, String(sum));
  }
});

Deno.test("halfSpreadBps() depends on seed, symbol and minute alone", () => {
  const bps = (bar: Partial<Bar>, seed = 7) =>
    halfSpreadBps(sampleBar({ at, ...bar }), "equity", DEFAULT_TERMS, seed);
  assert.equal(bps({}), bps({ open: 7, volume: 3 }));
  assert.notEqual(bps({}), bps({}, 8));
  assert.notEqual(bps({}), bps({ symbol: "MSFT" }));
  assert.notEqual(bps({}), bps({ at: at + 60_000 }));
});

Deno.test("quoteOf() fills a limit at the better of limit and open, without a spread", () => {
  const terms = DEFAULT_TERMS;
  const buy = (limit: number) => quote({ limit }, {}, 100, { terms });
  const sell = (limit: number) =>
    quote({ limit, side: "sell" }, {}, 100, { terms });
  // The bar opens at 100 and moves from 99 to 101.
  assert.deepEqual([buy(98.99), buy(99), buy(99.5), buy(100.5)], [
    "nothing",
    "99",
    "99.5",
    "100",
  ]);
  assert.deepEqual([sell(101.01), sell(101), sell(100.5), sell(99.5)], [
    "nothing",
    "101",
    "100.5",
    "100",
  ]);
});

Deno.test("quoteOf() rounds an open against a limit order, never past its limit", () => {
  const bar = { open: 99.99996 };
  assert.equal(quote({ limit: 100.5 }, bar, 1), "100");
  assert.equal(quote({ limit: 99.99 }, bar, 1), "99.99");
  assert.equal(quote({ limit: 99.5, side: "sell" }, bar, 1), "99.9999");
});

Deno.test("roundShares() keeps orders for whole shares whole", () => {
  assert.equal(rounded(12.7, { quantity: 100 }), 12);
  assert.equal(rounded(12.7654321, { quantity: 100.5 }), 12.765432);
  assert.equal(rounded(0.7, { quantity: 100 }), 0.7);
  assert.equal(
    rounded(2.123456789, { quantity: 10, symbol: "BTC" }),
    2.12345678,
  );
  assert.equal(rounded(200, { quantity: 100 }), 100);
  assert.equal(rounded(-1, { quantity: 100 }), 0);
});

Deno.test("affordable() takes what fits under the worst price by the square-root law", () => {
  // 102.97 × (1 + 0.003 × √(q / 10,000)) <= 103 when q <= 94.3 whole shares.
  assert.equal(fits({ quantity: 100 }, { open: 102.97 }), 94);
  assert.equal(fits({ quantity: 94 }, { open: 102.97 }), 94);
  assert.equal(fits({ quantity: 100 }, { open: 102.8 }), 100);
  assert.equal(fits({ quantity: 100 }, { open: 103 }), 0);
});

Deno.test("affordable() goes to the last step when the order is for fractions", () => {
  const order = { quantity: 99.5 };
  for (const open of [102.971, 102.975, 102.98, 102.985, 102.99]) {
    const most = fits(order, { open });
    assert.equal(quote(order, { open }, most), "103");
    assert.equal(quote(order, { open }, most + 0.000001), "103.0001");
  }
});

Deno.test("affordable() never lets parts cost more than the whole reserved", () => {
  // Two halves of 1.5 units round to 2 each; the whole is 3.
  const order = { symbol: "BTC", quantity: 0.00000006, limit: 0.05 };
  const bar = { symbol: "BTC", open: 1, high: 1, low: 0.05 };
  assert.equal(fits(order, bar, 0.00000003), 0.00000002);
});

Deno.test("affordable() never lets the parts' fees cost more than the whole reserved", () => {
  // The fee of 0.003 dollars is 3 units, that of each half 1.5.
  const order = { quantity: 0.1, limit: 0.03, feeBps: 0.01 };
  const bar = { open: 0.03, high: 0.03, low: 0.03 };
  assert.equal(fits(order, bar, 0.05), 0.049999);
});

Deno.test("affordable() fills cheap coins within their limit, however they are rounded", () => {
  for (let i = 1; i <= 400; i++) {
    const sample = {
      symbol: "BTC",
      quantity: 1_000_000 + i * 1_234.567_891,
      limit: 0.000_008 + i * 1.7e-8,
    };
    const bar = { symbol: "BTC", open: 0.000_007, high: 1, low: 0.000_006 };
    const most = Math.floor(sample.quantity / 3 * 1e8) / 1e8;
    assert.ok(fits(sample, bar, most) > most * 0.999, `${i}`);
  }
});

interface Options {
  readonly terms?: ExchangeTerms;
  readonly before?: number;
}

function quoted(
  sample: Sample,
  bar: Partial<Bar>,
  { terms = IMPACT, before = 0 }: Options = {},
) {
  const order = sampleOrder(sample);
  const instrument = SAMPLE_INSTRUMENTS.get(order.symbol);
  assert.ok(instrument);
  const market = { instrument, terms, seed: 7 };
  const quote = quoteOf(
    order,
    sampleBar({ at, ...bar }),
    fromNumber(before),
    market,
  );
  return { order, market, quote };
}

function quote(
  sample: Sample,
  bar: Partial<Bar>,
  quantity: number,
  options?: Options,
): string {
  const { quote } = quoted(sample, bar, options);
  const price: Price | undefined = quote?.(fromNumber<Quantity>(quantity));
  return price === undefined ? "nothing" : decimalText(price);
}

function fits(
  sample: Sample,
  bar: Partial<Bar>,
  most = sample.quantity ?? 0,
  options?: Options,
): number {
  const { order, market, quote } = quoted(sample, bar, options);
  assert.ok(quote);
  const quantity = fromNumber<Quantity>(most);
  const within = affordable(
    quantity,
    order,
    order.quantity,
    quote,
    market.instrument,
  );
  return Number(decimalText(within));
}

function rounded(most: number, sample: Sample): number {
  const { order, market } = quoted(sample, {});
  const quantity = fromNumber<Quantity>(most);
  return Number(
    decimalText(
      roundShares(quantity, order, order.quantity, market.instrument),
    ),
  );
}
