import { strict as assert } from "node:assert";
import { parseSignal, REASON_MAX } from "./signal.ts";

const BUY = { symbol: "AAPL", action: "buy", quantity: 10, price: 187.25 };

Deno.test("parseSignal() reads a market order with nothing but the four fields", () => {
  assert.deepEqual(parseSignal(BUY), {
    kind: "order",
    symbol: "AAPL",
    action: "buy",
    quantity: 10,
    price: 187.25,
    orderType: "market",
  });
});

Deno.test("parseSignal() reads every field", () => {
  assert.deepEqual(
    parseSignal({
      ...BUY,
      action: "sell",
      order_type: "limit",
      time_in_force: "ioc",
      confidence: 0.75,
      reason: "above its mean",
    }),
    {
      kind: "order",
      symbol: "AAPL",
      action: "sell",
      quantity: 10,
      price: 187.25,
      orderType: "limit",
      timeInForce: "ioc",
      confidence: 0.75,
      reason: "above its mean",
    },
  );
});

Deno.test("parseSignal() leaves amounts to be judged, also -1000 and 0", () => {
  for (const quantity of [-1000, 0, 1e300]) {
    const signal = parseSignal({ ...BUY, quantity, price: -quantity });
    assert.ok(signal.kind === "order" && signal.quantity === quantity);
  }
});

Deno.test("parseSignal() reads a cancel", () => {
  assert.deepEqual(parseSignal({ cancel: "alpha-20261120143000000" }), {
    kind: "cancel",
    orderId: "alpha-20261120143000000",
  });
});

Deno.test("parseSignal() says what is wrong, and what would be right", () => {
  const cases: [unknown, RegExp][] = [
    [null, /must be an object, not null/],
    [undefined, /must be an object, not nothing/],
    ["buy", /must be an object, not a string/],
    [7, /must be an object, not a number/],
    [[BUY], /must be an object, not a list/],
    [{}, /symbol must be a text/],
    [{ ...BUY, symbol: 7 }, /symbol must be a text/],
    [{ ...BUY, symbol: "A".repeat(21) }, /symbol must be a text/],
    [{ ...BUY, action: "BUY" }, /action must be buy or sell, not "BUY"/],
    [{ ...BUY, action: undefined }, /action .* not nothing/],
    [{ ...BUY, quantity: "10" }, /quantity must be a number, not a string/],
    [{ ...BUY, quantity: null }, /quantity must be a number, not null/],
    [{ symbol: "AAPL", action: "buy", quantity: 1 }, /price .* not nothing/],
    [{ ...BUY, price: [1] }, /price must be a number, not a list/],
    [{ ...BUY, order_type: "stop" }, /order_type must be market or limit/],
    [{ ...BUY, order_type: null }, /order_type must be .* not null/],
    [{ ...BUY, time_in_force: "opg" }, /day, gtc, ioc or fok, not "opg"/],
    [{ ...BUY, confidence: 1.1 }, /confidence must be a number from 0 to 1/],
    [{ ...BUY, confidence: -0.1 }, /confidence/],
    [{ ...BUY, confidence: "high" }, /confidence/],
    [{ ...BUY, reason: 7 }, /reason must be a text/],
    [{ ...BUY, reason: "x".repeat(REASON_MAX + 1) }, /at most 500 characters/],
    [{ ...BUY, qty: 10 }, /unknown field "qty"; a signal has symbol, action/],
    [{ ...BUY, orderType: "limit" }, /unknown field "orderType"/],
    [JSON.parse('{"__proto__": {}}'), /unknown field "__proto__"/],
    [{ cancel: 7 }, /cancel must be the order_id/],
    [{ cancel: "x".repeat(61) }, /cancel must be the order_id/],
    [{ ...BUY, cancel: "alpha-20261120143000000" }, /no other field/],
  ];
  for (const [raw, message] of cases) {
    const signal = parseSignal(raw);
    assert.ok(signal.kind === "fault", JSON.stringify(raw));
    assert.match(signal.message, message);
  }
});

Deno.test("parseSignal() takes the limits of its fields", () => {
  for (
    const field of [
      { confidence: 0 },
      { confidence: 1 },
      { reason: "" },
      { reason: "x".repeat(REASON_MAX) },
      { time_in_force: "fok" },
      { symbol: "" },
    ]
  ) assert.equal(parseSignal({ ...BUY, ...field }).kind, "order");
});

Deno.test("parseSignal() keeps what it quotes short", () => {
  const long = "x".repeat(100_000);
  for (const raw of [{ ...BUY, action: long }, { ...BUY, [long]: 1 }]) {
    const signal = parseSignal(raw);
    assert.ok(signal.kind === "fault" && signal.message.length < 250);
  }
});
