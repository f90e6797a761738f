import { strict as assert } from "node:assert";
import { fromNumber, type Money } from "../domain/decimal.ts";
import { SAMPLE_MINUTE, sampleOrder } from "../testing/orders.ts";
import { checkJson } from "./check_report.ts";
import { trialJson } from "./trial_json.ts";

const check = checkJson({ path: ".", sources: {}, ms: 1 });

Deno.test("trialJson() has amounts as texts and nothing that JSON lacks", () => {
  const order = sampleOrder({ quantity: 5.25, limit: 99.5 });
  const value = trialJson(check, [{
    ...{ minute: SAMPLE_MINUTE, outcome: "error", signals: 1, log: "hi" },
    ...{ fills: [], orders: [order], wallMs: 1.5, cpuMs: 1, fresh: true },
    endings: [{ order, status: "EXPIRED" }],
    denials: [{
      ...{ teamId: "alpha", minute: 0, index: 0 },
      ...{ rule: "no_price", message: "none" },
    }],
    error: { type: "Error", message: "no", phase: "load" },
  }], {
    ...{ startCash: fromNumber<Money>(10), cash: fromNumber<Money>(9.5) },
    ...{ equity: fromNumber<Money>(9.5), positions: [], openOrders: 1 },
  });
  assert.deepEqual(JSON.parse(JSON.stringify(value)), {
    ok: false,
    check,
    minutes: [{
      minute: "2026-11-17T15:00:00.000Z",
      outcome: "error",
      error: { type: "Error", message: "no", phase: "load" },
      signals: 1,
      orders: [{
        ...{ order_id: order.id, symbol: "AAPL", action: "buy" },
        ...{ order_type: "limit", quantity: "5.25", limit: "99.5" },
      }],
      fills: [],
      ended: [{ order_id: order.id, status: "EXPIRED", note: null }],
      denials: [{ rule: "no_price", symbol: null, message: "none" }],
      ...{ log: "hi", fresh: true, wall_ms: 1.5, cpu_ms: 1, value: null },
    }],
    end: { cash: "9.5", value: "9.5", open_orders: 1, positions: [] },
  });
});

Deno.test("trialJson() is ok when no minute failed", () => {
  const end = {
    ...{ startCash: 0n, cash: 0n, equity: 0n, openOrders: 0 },
    positions: [{
      symbol: "A",
      quantity: -1_000_000_000n,
      value: -2_000_000_000n,
    }],
  };
  const value = trialJson(check, [], end);
  assert.equal(value.ok, true);
  assert.deepEqual(value.end, {
    ...{ cash: "0", value: "0", open_orders: 0 },
    positions: [{ symbol: "A", quantity: "-1", value: "-2" }],
  });
});
