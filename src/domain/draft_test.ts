import { strict as assert } from "node:assert";
import { price, shares } from "../testing/events.ts";
import { type Draft, draft, type Situation } from "./draft.ts";
import { instrument } from "./instrument.ts";
import type { OrderSignal } from "./signal.ts";

const AAPL = instrument("AAPL", "equity");
const BTC = instrument("BTC", "crypto");

Deno.test("draft() makes a market buy that reserves 3 % above the mark and keeps its price as a reference", () => {
  assert.deepEqual(judged({ quantity: 10, price: 0.01 }), {
    symbol: "AAPL",
    side: "buy",
    type: "market",
    timeInForce: "day",
    quantity: shares(10),
    reference: price(0.01),
    mark: price(100),
    worst: price(103),
  });
});

Deno.test("draft() makes a limit order that reserves its limit, and a sell at the mark", () => {
  const limit = { orderType: "limit", price: 90 } as const;
  const bought = judged({ ...limit, timeInForce: "gtc" }) as Draft;
  assert.deepEqual(
    [bought.limit, bought.worst, bought.reference, bought.timeInForce],
    [price(90), price(90), undefined, "gtc"],
  );
  const sold = judged({ ...limit, action: "sell" }) as Draft;
  assert.deepEqual([sold.limit, sold.worst], [price(90), price(100)]);
});

Deno.test("draft() takes crypto for good till cancelled when nothing is said", () => {
  const { timeInForce } = judged({ symbol: "BTC" }, {
    instrument: BTC,
  }) as Draft;
  assert.equal(timeInForce, "gtc");
});

Deno.test("draft() refuses each wish by its rule, with the numbers", () => {
  const listed = instrument("AAPL", "equity", { until: time("14:00") });
  const cases: [Partial<OrderSignal>, Partial<Situation>, string, RegExp][] = [
    [{}, { instrument: undefined }, "unknown_symbol", /AAPL is not in/],
    [{}, { instrument: listed }, "unknown_symbol", /AAPL/],
    [{}, { mark: undefined }, "no_price", /AAPL has not had a price/],
    [{}, { frozenAt: price(25) }, "frozen", /AAPL went from 100 to 25, and no/],
    [{}, { frozenAt: price(1), frozenFor: "it is" }, "frozen", /^it is: it tr/],
    [{ quantity: 0 }, {}, "invalid_quantity", /quantity is 0;/],
    [{ quantity: -1000 }, {}, "invalid_quantity", /-1000; .*above 0/],
    [{ quantity: NaN }, {}, "invalid_quantity", /NaN/],
    [{ quantity: Infinity }, {}, "invalid_quantity", /Infinity/],
    [{ quantity: 1e12 }, {}, "invalid_quantity", /below 1e12/],
    [{ price: 0 }, {}, "invalid_price", /price is 0;/],
    [{ price: -1 }, {}, "invalid_price", /-1/],
    [
      { price: 1e9, orderType: "limit" },
      {},
      "invalid_price",
      /below 1000000000$/,
    ],
    [{ price: 1e15 }, {}, "invalid_price", /below 1000000000000000$/],
    [
      { timeInForce: "day" },
      { instrument: BTC },
      "not_allowed_together",
      /day/,
    ],
    [
      { timeInForce: "fok" },
      { instrument: BTC },
      "not_allowed_together",
      /fok/,
    ],
    [
      { quantity: 1.5, timeInForce: "gtc" },
      { fractionsAtMarketOnly: true },
      "not_allowed_together",
      /1\.5/,
    ],
    [
      { quantity: 1.5, orderType: "limit" },
      { fractionsAtMarketOnly: true },
      "not_allowed_together",
      /1\.5/,
    ],
    [{ quantity: 9e-7 }, {}, "rounds_to_zero", /9e-7 .*0\.000001/],
    [{ price: 0.00009, orderType: "limit" }, {}, "rounds_to_zero", /0\.0001/],
    [
      { price: 120.01, orderType: "limit" },
      {},
      "price_collar",
      /120\.01.*20 %/,
    ],
    [
      { price: 79.99, orderType: "limit", action: "sell" },
      {},
      "price_collar",
      /below the market at 100/,
    ],
    [{}, { minute: time("19:59") }, "market_closing", /AAPL/],
    [{}, { minute: time("20:00") }, "market_closed", /AAPL/],
  ];
  for (const [signal, situation, rule, message] of cases) {
    const refused = judged(signal, situation);
    assert.ok("rule" in refused, `${rule}: accepted`);
    assert.equal(refused.rule, rule);
    assert.match(refused.message, message);
  }
});

Deno.test("draft() names the earlier rule when a wish breaks several", () => {
  // Each entry breaks its own rule; the list is R12's order.
  const broken: [string, Partial<OrderSignal>, Partial<Situation>][] = [
    ["unknown_symbol", {}, { instrument: undefined }],
    ["no_price", {}, { mark: undefined }],
    ["frozen", {}, { frozenAt: price(25) }],
    ["invalid_quantity", { quantity: -1 }, {}],
    ["invalid_price", { price: -1 }, {}],
    ["not_allowed_together", { quantity: 1.5 }, {}],
    ["rounds_to_zero", { quantity: 1e-7 }, {}],
    ["price_collar", { price: 200 }, {}],
    ["market_closed", {}, { minute: time("21:00") }],
  ];
  for (const [i, [rule, signal, situation]] of broken.entries()) {
    for (const [later, laterSignal, laterSituation] of broken.slice(i + 1)) {
      const limit = { orderType: "limit", price: 100 } as const;
      const refused = judged(
        { ...limit, ...laterSignal, ...signal },
        {
          fractionsAtMarketOnly: [rule, later].includes("not_allowed_together"),
          ...laterSituation,
          ...situation,
        },
      );
      assert.equal("rule" in refused && refused.rule, rule, `before ${later}`);
    }
  }
});

Deno.test("draft() rounds quantity down and a limit to the passive tick, and says so", () => {
  const limit = { orderType: "limit", price: 99.999 } as const;
  const bought = judged({ ...limit, quantity: 1.2345678 }) as Draft;
  assert.deepEqual(
    [bought.quantity, bought.limit, bought.rounded],
    [
      shares(1.234567),
      price(99.99),
      "quantity from 1.2345678, limit from 99.999",
    ],
  );
  const sold = judged({ ...limit, action: "sell" }) as Draft;
  assert.deepEqual(
    [sold.limit, sold.rounded],
    [price(100), "limit from 99.999"],
  );
  assert.equal((judged({ quantity: 1.5 }) as Draft).rounded, undefined);
  const huge = judged({ quantity: 10_000_000.1 }) as Draft;
  assert.deepEqual(
    [huge.quantity, huge.rounded],
    [shares(10_000_000.1), undefined],
  );
});

Deno.test("draft() never rounds up what has more digits than an amount can hold", () => {
  const bought = judged({
    orderType: "limit",
    quantity: 0.9999999996,
    price: 99.9999999996,
  }) as Draft;
  assert.deepEqual(
    [bought.quantity, bought.limit, bought.rounded],
    [
      shares(0.999999),
      price(99.99),
      "quantity from 0.9999999996, limit from 99.9999999996",
    ],
  );
  const sold = judged({
    orderType: "limit",
    action: "sell",
    quantity: 1.0000000004,
    price: 100.0000000004,
  }) as Draft;
  assert.deepEqual(
    [sold.quantity, sold.limit, sold.rounded],
    [
      shares(1),
      price(100.01),
      "quantity from 1.0000000004, limit from 100.0000000004",
    ],
  );
});

Deno.test("draft() has its collar on the bad side only, and 20 % are within it", () => {
  const limit = { orderType: "limit" } as const;
  for (
    const signal of [
      { action: "buy", price: 120 },
      { action: "buy", price: 0.01 },
      { action: "sell", price: 80 },
      { action: "sell", price: 1000 },
    ] as const
  ) {
    assert.ok(
      !("rule" in judged({ ...limit, ...signal })),
      String(signal.price),
    );
  }
  // What a market order names is a reference, and never refused for it.
  assert.ok(!("rule" in judged({ price: 0.01 })));
  assert.ok(!("rule" in judged({ action: "sell", price: 1e8 })));
});

Deno.test("draft() lets equities trade at the end of a minute in session, crypto always", () => {
  const rule = (minute: number, of = AAPL) => {
    const order = judged({}, { minute, instrument: of });
    return "rule" in order ? order.rule : undefined;
  };
  const times: [string, string | undefined][] = [
    ["2013-10-07T13:28:00Z", "market_closed"],
    ["2013-10-07T13:29:00Z", undefined],
    ["2013-10-07T13:30:00Z", undefined],
    ["2013-10-07T19:58:00Z", undefined],
    ["2013-10-07T19:59:00Z", "market_closing"],
    ["2013-10-07T20:00:00Z", "market_closed"],
    ["2013-10-06T15:00:00Z", "market_closed"],
    // The day after Thanksgiving ends at 13:00 in New York, 18:00Z.
    ["2013-11-28T15:00:00Z", "market_closed"],
    ["2013-11-29T17:58:00Z", undefined],
    ["2013-11-29T17:59:00Z", "market_closing"],
    ["2013-11-29T19:30:00Z", "market_closed"],
  ];
  for (const [text, expected] of times) {
    assert.equal(rule(Date.parse(text)), expected, text);
    assert.equal(rule(Date.parse(text), BTC), undefined, text);
  }
});

Deno.test("draft() lets fractions through: everywhere, or at market for the day", () => {
  for (const timeInForce of ["day", "gtc", "ioc", "fok"] as const) {
    const limit = { orderType: "limit", price: 100, quantity: 1.5 } as const;
    assert.ok(!("rule" in judged({ ...limit, timeInForce })), timeInForce);
  }
  const only = { fractionsAtMarketOnly: true };
  assert.ok(!("rule" in judged({ quantity: 1.5 }, only)));
  assert.ok(!("rule" in judged({ quantity: 2, timeInForce: "gtc" }, only)));
  const coin = { ...only, instrument: BTC };
  assert.ok(!("rule" in judged({ quantity: 1.5, timeInForce: "ioc" }, coin)));
});

function judged(
  signal: Partial<OrderSignal>,
  situation: Partial<Situation> = {},
) {
  return draft({
    kind: "order",
    symbol: "AAPL",
    action: "buy",
    quantity: 1,
    price: 100,
    orderType: "market",
    ...signal,
  }, {
    instrument: AAPL,
    mark: price(100),
    minute: time("15:00"),
    fractionsAtMarketOnly: false,
    ...situation,
  });
}

/** A time of Monday, 7 October 2013, UTC; the session is 13:30 to 20:00. */
function time(text: string): number {
  return Date.parse(`2013-10-07T${text}:00Z`);
}
