import { strict as assert } from "node:assert";
import { price, shares, usd } from "../testing/events.ts";
import type { Money } from "./decimal.ts";
import type { Draft } from "./draft.ts";
import { capFault, type Means, type TeamLimits } from "./limits.ts";

const NONE = 0n as Money;
/** Each cap so that an order of 1,000 dollars breaks it, in R12's order. */
const CAPS: [string, TeamLimits, Partial<Means>, RegExp][] = [
  [
    "max_order_notional",
    { maxOrderNotional: usd(999.99) },
    {},
    /^1000 is above the limit of 999\.99$/,
  ],
  [
    "max_position_notional",
    { maxPositionNotional: usd(1_500) },
    { positionNotional: usd(500.01) },
    /^1500\.01 .* 1500$/,
  ],
  [
    "max_gross_exposure",
    { maxGrossExposure: usd(3_000) },
    { grossExposure: usd(2_001) },
    /^3001 .* 3000$/,
  ],
  ["max_orders_per_minute", { maxOrdersPerMinute: 2 }, {
    ordersThisMinute: 2,
  }, /^3 .* 2$/],
  [
    "max_orders_per_day",
    { maxOrdersPerDay: 7 },
    { ordersToday: 7 },
    /^8 .* 7$/,
  ],
  [
    "max_daily_loss",
    { maxDailyLoss: usd(100) },
    { lossToday: usd(100.5) },
    /^100\.5 .* 100$/,
  ],
  [
    "not_enough_cash",
    {},
    { buyingPower: usd(999) },
    /needs 1000 at 100 a piece; 999 is free/,
  ],
];

Deno.test("capFault() is nothing when nothing binds", () => {
  assert.equal(capFault(order(), {}, means(), NONE), undefined);
});

Deno.test("capFault() names each cap that an order would break, with the numbers", () => {
  for (const [rule, limits, has, message] of CAPS) {
    const refused = capFault(order(), limits, means(has), NONE);
    assert.equal(refused?.rule, rule);
    assert.match(refused?.message ?? "", message);
  }
});

Deno.test("capFault() names the earlier cap when an order breaks two", () => {
  for (const [i, [rule, limits, has]] of CAPS.entries()) {
    for (const [later, otherLimits, otherHas] of CAPS.slice(i + 1)) {
      const refused = capFault(
        order(),
        { ...limits, ...otherLimits },
        means({ ...has, ...otherHas }),
        NONE,
      );
      assert.equal(refused?.rule, rule, `before ${later}`);
    }
  }
});

Deno.test("capFault() lets an order come up to each cap exactly", () => {
  const exact: [TeamLimits, Partial<Means>][] = [
    [{ maxOrderNotional: usd(1_000) }, {}],
    [{ maxPositionNotional: usd(1_500) }, { positionNotional: usd(500) }],
    [{ maxGrossExposure: usd(3_000) }, { grossExposure: usd(2_000) }],
    [{ maxOrdersPerMinute: 3 }, { ordersThisMinute: 2 }],
    [{ maxOrdersPerDay: 8 }, { ordersToday: 7 }],
    [{ maxDailyLoss: usd(100) }, { lossToday: usd(100) }],
    [{}, { buyingPower: usd(1_000) }],
  ];
  for (const [limits, has] of exact) {
    assert.equal(capFault(order(), limits, means(has), NONE), undefined);
  }
});

Deno.test("capFault() asks for fees on top of the price", () => {
  const has = means({ buyingPower: usd(1_000.5) });
  assert.equal(capFault(order(), {}, has, usd(0.5)), undefined);
  const refused = capFault(order(), {}, has, usd(0.500000001));
  assert.match(refused?.message ?? "", /1000\.500000001 .* 1000\.5 is free/);
});

Deno.test("capFault() values an order at its worst price, whatever the strategy named", () => {
  const cheap = order({
    quantity: shares(1_000_000),
    reference: price(0.01),
    worst: price(103),
  });
  const refused = capFault(cheap, {}, means(), NONE);
  assert.equal(refused?.rule, "not_enough_cash");
  assert.match(refused?.message ?? "", /needs 103000000/);
});

Deno.test("capFault() holds a sell to its size, its counts and the shares, not to exposure or loss", () => {
  const sell = order({ side: "sell" });
  const rules = CAPS.map(([, limits, has]) =>
    capFault(sell, limits, means(has), NONE)?.rule
  );
  assert.deepEqual(rules, [
    "max_order_notional",
    undefined,
    undefined,
    "max_orders_per_minute",
    "max_orders_per_day",
    undefined,
    undefined,
  ]);
  const short = capFault(sell, {}, means({ sellable: shares(9.5) }), NONE);
  assert.equal(short?.rule, "not_enough_shares");
  assert.match(short?.message ?? "", /sells 10 AAPL; 9\.5 is held and free/);
});

/** An order of 10 shares at 100 dollars. */
function order(fields: Partial<Draft> = {}): Draft {
  return {
    symbol: "AAPL",
    side: "buy",
    type: "market",
    timeInForce: "day",
    quantity: shares(10),
    mark: price(100),
    worst: price(100),
    ...fields,
  };
}

function means(fields: Partial<Means> = {}): Means {
  return {
    buyingPower: usd(100_000),
    sellable: shares(10),
    positionNotional: NONE,
    grossExposure: NONE,
    ordersThisMinute: 0,
    ordersToday: 0,
    lossToday: NONE,
    ...fields,
  };
}
