import {
  assertRefused,
  minute,
  signal,
  type Wrong,
} from "./intake_fixture_test.ts";

/** Strategies that answer with what is no signal; each is told where it answers. */
const WRONG: readonly (readonly [Wrong[0], Wrong[1], Wrong[3]])[] = [
  [
    "no object",
    minute("return 'buy';"),
    /^signal 1 of 1: a signal must be an object, not a string$/,
  ],
  [
    "no symbol",
    signal("symbol: 5"),
    /: symbol must be a text such as AAPL$/,
  ],
  [
    "other symbol",
    signal("symbol: 'GME'"),
    /: symbol "GME" is not in the universe: AAPL, BTC, MSFT$/,
  ],
  [
    "action",
    signal("action: 'hold'"),
    /: action must be buy or sell, not "hold"$/,
  ],
  [
    "quantity",
    signal("quantity: '10'"),
    /: quantity must be a number, not a string$/,
  ],
  [
    "no quantity",
    signal("quantity: NaN"),
    /: quantity must be a number, not null$/,
  ],
  [
    "quantity 0",
    signal("quantity: 0"),
    /: quantity is 0; it must be above 0 and/,
  ],
  [
    "price",
    signal("price: undefined"),
    /: price must be a number, not nothing$/,
  ],
  [
    "price below 0",
    signal("price: -1"),
    /: price is -1; it must be above 0/,
  ],
  [
    "order type",
    signal("order_type: 'stop'"),
    /: order_type must be market or limit, not "stop"$/,
  ],
  [
    "time in force",
    signal("time_in_force: 'gtd'"),
    /: time_in_force must be day, gtc, ioc or fok/,
  ],
  [
    "not together",
    signal("symbol: 'BTC', time_in_force: 'day'"),
    /: time_in_force is day; crypto takes gtc or ioc$/,
  ],
  [
    "confidence",
    signal("confidence: 2"),
    /: confidence must be a number from 0 to 1$/,
  ],
  [
    "reason",
    signal("reason: 5"),
    /: reason must be a text of at most 500/,
  ],
  [
    "unknown field",
    signal("qty: 5"),
    /: unknown field "qty"; a signal has symbol, action/,
  ],
  [
    "the second of two",
    minute("return [{ cancel: 'x' }, { cancel: 5 }];"),
    /^signal 2 of 2: cancel must be the order_id/,
  ],
];

Deno.test("packAll() names the field of each wrong signal, and what would be right", () =>
  assertRefused(
    WRONG.map(([what, source, message]) =>
      [what, source, "SignalError", message, "strategy.ts:2:3"] as const
    ),
  ));
