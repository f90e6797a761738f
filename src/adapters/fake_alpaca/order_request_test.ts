// deno-lint-ignore-file camelcase -- the API's own names
import { strict as assert } from "node:assert";
import type { Asset } from "./assets.ts";
import { Refusal } from "./errors.ts";
import { bodyOf, readOrder } from "./order_request.ts";
import { floorAt, units } from "./trading_fixture_test.ts";

const { world } = floorAt();

function read(more: Record<string, unknown>, change: Partial<Asset> = {}) {
  const body = {
    ...{ symbol: "AAPL", qty: "1", side: "buy", type: "market" },
    ...{ time_in_force: "day", ...more },
  };
  const asset = (text: string) => {
    const found = world.asset(text);
    return found && { ...found, ...change };
  };
  return readOrder(body, { asset }, () => "made");
}

function refusal(run: () => unknown): [code: number, message: string] {
  try {
    run();
  } catch (error) {
    if (error instanceof Refusal) return [error.code, error.message];
    throw error;
  }
  return [0, "accepted"];
}

Deno.test("readOrder() reads texts and numbers, and passes over unknown fields", () => {
  const order = read({
    ...{ qty: "2.5", type: "market", venue: "moon", client_order_id: "mine" },
  });
  assert.equal(order.quantity, units(2.5));
  assert.equal(order.clientOrderId, "mine");
  assert.equal(read({ qty: 3 }).quantity, units(3));
  assert.equal(read({}).clientOrderId, "made");
  assert.equal(
    read({ type: "limit", limit_price: "99.01" }).limit,
    units(99.01),
  );
});

Deno.test("readOrder() finds BTC/USD and BTCUSD", () => {
  for (const symbol of ["BTC/USD", "BTCUSD"]) {
    const order = read({ symbol, time_in_force: "gtc" });
    assert.equal(order.asset.symbol, "BTC");
  }
});

Deno.test("readOrder() refuses what is not in the table", () => {
  const limit = { type: "limit", limit_price: "100" };
  const coin = { symbol: "BTC/USD", time_in_force: "gtc" };
  const cases: [Record<string, unknown>, number, RegExp][] = [
    [{ symbol: undefined }, 40010001, /symbol is required/],
    [{ symbol: "NONE" }, 42210000, /asset "NONE" not found/],
    [{ symbol: "aapl" }, 42210000, /not found/],
    [{ qty: undefined }, 42210000, /qty or notional is required/],
    [{ notional: "10" }, 42210000, /only one of qty or notional/],
    [{ qty: "0" }, 42210000, /qty must be > 0/],
    [{ qty: "-1" }, 42210000, /qty must be > 0/],
    [{ qty: "1e3" }, 40010001, /qty must be a decimal/],
    [{ qty: 0.1 + 0.2 }, 40010001, /qty must be a decimal/],
    [{ qty: "1.0000000001" }, 40010001, /qty must be a decimal/],
    [{ qty: {} }, 40010001, /qty must be a decimal/],
    [{ side: "short" }, 42210000, /invalid side/],
    [{ side: undefined }, 40010001, /side is required/],
    [{ type: "iceberg" }, 42210000, /invalid type/],
    [{ type: "trailing_stop" }, 42210000, /not offered/],
    [{ order_class: "bracket" }, 42210000, /not offered/],
    [{ time_in_force: "gtd" }, 42210000, /invalid time_in_force/],
    [{ type: "limit" }, 42210000, /limit orders require limit_price/],
    [{ limit_price: "1" }, 42210000, /must not have limit_price/],
    [{ type: "stop" }, 42210000, /stop orders require stop_price/],
    [{ ...limit, stop_price: "1" }, 42210000, /must not have stop_price/],
    [
      { type: "limit", limit_price: "290.123" },
      42210000,
      /^invalid limit_price 290\.123\. sub-penny increment does not fulfill minimum pricing criteria$/,
    ],
    [{ type: "limit", limit_price: "0.50001" }, 42210000, /sub-penny/],
    [{ qty: "1.5", time_in_force: "gtc" }, 42210000, /must be DAY orders/],
    [{ qty: undefined, notional: "1.001" }, 42210000, /2 decimal places/],
    [
      { qty: undefined, notional: "10", ...limit },
      42210000,
      /notional orders must be market/,
    ],
    [{ extended_hours: true }, 42210000, /extended hours/],
    [{ extended_hours: "yes" }, 40010001, /true or false/],
    [{ client_order_id: "x".repeat(129) }, 40010001, /at most 128/],
    [{ client_order_id: 7 }, 40010001, /client_order_id/],
    [
      { type: "stop", stop_price: "1", time_in_force: "cls" },
      42210000,
      /cannot be cls/,
    ],
    [{ symbol: "BTC/USD" }, 42210000, /invalid crypto time_in_force/],
    [
      { ...coin, type: "stop", stop_price: "1" },
      40010001,
      /^invalid order type for crypto order$/,
    ],
    [{ ...coin, qty: "0.000000001" }, 42210000, /minimal order size/],
    [{ ...coin, qty: "1.000000001" }, 42210000, /multiple of 0\.00000001/],
  ];
  for (const [body, code, message] of cases) {
    const [found, text] = refusal(() => read(body));
    assert.equal(found, code, `${JSON.stringify(body)}: ${text}`);
    assert.match(text, message);
  }
});

Deno.test("readOrder() takes four decimals below a dollar, and the longest client id", () => {
  assert.deepEqual(
    refusal(() => read({ type: "limit", limit_price: "0.5001" })),
    [0, "accepted"],
  );
  assert.deepEqual(
    refusal(() => read({ client_order_id: "x".repeat(128) })),
    [0, "accepted"],
  );
});

Deno.test("readOrder() refuses assets that cannot be traded, or not in parts", () => {
  assert.deepEqual(refusal(() => read({}, { status: "inactive" })), [
    42210000,
    'asset "AAPL" is not active',
  ]);
  assert.deepEqual(refusal(() => read({}, { tradable: false })), [
    42210000,
    'asset "AAPL" is not tradable',
  ]);
  assert.deepEqual(
    refusal(() => read({ qty: "0.5" }, { fractionable: false })),
    [42210000, "requested asset is not fractionable"],
  );
});

Deno.test("bodyOf() takes a JSON object and nothing else", () => {
  assert.deepEqual(bodyOf('{"a":1}'), { a: 1 });
  for (const text of ["", "{", "[]", "null", "7"]) {
    assert.deepEqual(refusal(() => bodyOf(text)), [
      40010000,
      "request body format is invalid",
    ]);
  }
});
