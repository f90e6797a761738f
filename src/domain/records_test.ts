import { strict as assert } from "node:assert";
import { fills, minuteAt, orders, price, teamSpec } from "../testing/events.ts";
import type { LedgerEvent } from "./event.ts";
import { errorRecord, strategyName, tradeRecord } from "./records.ts";

Deno.test("tradeRecord() names what was asked for and what was paid", () => {
  const { order } = orders({ quantity: 10, limit: 99.5 });
  const fill = fills({ order }, { quantity: 2.5, price: 99.25 });
  assert.deepEqual(tradeRecord(fill, order), {
    at: minuteAt(1),
    symbol: "AAPL",
    side: "buy",
    quantity: "2.5",
    requestedPrice: "99.5",
    executionPrice: "99.25",
    orderType: "limit",
    brokerOrderId: order.id,
  });
});

Deno.test("tradeRecord() takes the reference, else the mark, of a market order", () => {
  const { order } = orders({ side: "sell" });
  const fill = fills({ order }, { quantity: 1 });
  assert.equal(tradeRecord(fill, order).requestedPrice, "100");
  assert.equal(tradeRecord(fill, order).side, "sell");
  assert.equal(tradeRecord(fill, order).quantity, "1");
  const named = { ...order, reference: price(0.5) };
  assert.equal(tradeRecord(fill, named).requestedPrice, "0.5");
});

Deno.test("errorRecord() returns a failure in the words of the contract", () => {
  const event: LedgerEvent = {
    kind: "failure",
    teamId: "alpha",
    minute: minuteAt(3),
    timeout: true,
    type: "TimeoutError",
    message: "it took more than 5 s",
    phase: "signal_generation",
  };
  assert.deepEqual(errorRecord(event, "Strategy"), {
    at: minuteAt(3),
    errorType: "TimeoutError",
    message: "it took more than 5 s",
    strategy: "Strategy",
    timeout: true,
    phase: "signal_generation",
  });
});

Deno.test("errorRecord() returns a denial as a mistake of the team", () => {
  const denial = {
    kind: "denial",
    teamId: "alpha",
    minute: minuteAt(3),
    index: 1,
    rule: "no_price",
    message: "there is none",
  } as const;
  assert.deepEqual(errorRecord({ ...denial, symbol: "TSLA" }, "S"), {
    at: minuteAt(3),
    errorType: "ValidationError",
    message: "Signal 2 (TSLA) was denied by no_price: there is none",
    strategy: "S",
    timeout: false,
    phase: "signal_validation",
  });
  assert.equal(
    errorRecord(denial, "S")?.message,
    "Signal 2 was denied by no_price: there is none",
  );
});

Deno.test("errorRecord() returns nothing for what is no mistake", () => {
  assert.equal(errorRecord(orders(), "S"), undefined);
});

Deno.test("strategyName() returns the class that the entry point names", () => {
  assert.equal(strategyName(teamSpec("a")), "Strategy");
  assert.equal(strategyName(teamSpec("a", { entryPoint: "main" })), "");
});
