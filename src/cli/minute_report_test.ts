import { strict as assert } from "node:assert";
import { fromNumber, type Money } from "../domain/decimal.ts";
import type { Denial } from "../domain/denial.ts";
import type { LedgerEvent } from "../domain/event.ts";
import type { Batch } from "../ports/ledger.ts";
import { SAMPLE_MINUTE, sampleOrder } from "../testing/orders.ts";
import { minuteCollector } from "./minute_report.ts";

const minute = SAMPLE_MINUTE;
const order = sampleOrder();
const denial: Denial = {
  ...{ teamId: "alpha", minute, index: 1 },
  ...{ rule: "no_price", message: "none yet", symbol: "MSFT" },
};

/** One minute of team alpha and another, in the order of the engine. */
function minuteEvents(): LedgerEvent[] {
  const opened = { after: minute - 60_000, count: 0, symbols: 0, hash: "" };
  return [
    { kind: "opened", minute, ...opened, marks: {} },
    {
      ...{ kind: "fill", minute, id: "1", orderId: order.id, at: minute },
      ...{ teamId: "alpha", symbol: "AAPL", quantity: fromNumber(40) },
      ...{
        price: fromNumber(9),
        fee: fromNumber(0),
        feeQuantity: fromNumber(0),
      },
    },
    {
      kind: "valued",
      minute,
      equity: { alpha: 7n as Money, beta: 8n as Money },
    },
    {
      kind: "runs",
      minute,
      runs: [
        { teamId: "beta", outcome: "error" },
        { teamId: "alpha", outcome: "ok", signals: [{}, {}], dropped: 3 },
      ],
    },
    { kind: "order", teamId: "alpha", minute, order },
    { kind: "order", teamId: "beta", minute, order },
    { kind: "denial", ...denial },
    { kind: "decided", minute },
  ];
}

Deno.test("minuteCollector() puts one team's minute together when it closes", () => {
  const take = minuteCollector("alpha");
  const telemetry: Batch["telemetry"] = [
    {
      ...{ teamId: "alpha", minute, outcome: "ok", fresh: true },
      ...{ wallMs: 3, cpuMs: 2, log: "hello\n" },
    },
  ];
  assert.equal(take({ events: minuteEvents(), telemetry }), undefined);
  const report = take({ events: [{ kind: "closed", minute }] });
  assert(report);
  const { fills, orders, denials, endings, ...rest } = report;
  assert.deepEqual(rest, {
    ...{ minute, outcome: "ok", signals: 5, equity: 7n },
    ...{ wallMs: 3, cpuMs: 2, fresh: true, log: "hello\n" },
  });
  assert.deepEqual(fills.map(({ quantity }) => quantity), [40_000_000_000n]);
  assert.deepEqual(orders, [order]);
  assert.deepEqual(denials.map(({ rule }) => rule), ["no_price"]);
  assert.deepEqual(endings, []);
});

Deno.test("minuteCollector() tells of errors and of orders that end later", () => {
  const take = minuteCollector("alpha");
  take({ events: [...minuteEvents(), { kind: "closed", minute }] });
  const next = minute + 60_000;
  const opened = { after: minute, count: 0, symbols: 0, hash: "", marks: {} };
  const report = take({
    events: [
      { kind: "opened", minute: next, ...opened },
      {
        ...{ kind: "status", teamId: "alpha", orderId: order.id },
        ...{ minute: next, status: "EXPIRED", at: next, note: "day over" },
      },
      {
        ...{ kind: "failure", teamId: "alpha", minute: next, timeout: false },
        ...{ type: "Error", message: "no", phase: "signal_generation" },
      },
      { kind: "skipped", minute: next, reason: "no data" },
    ],
  });
  assert.deepEqual(report?.endings, [
    { order, status: "EXPIRED", note: "day over" },
  ]);
  assert.deepEqual(report?.error, {
    ...{ type: "Error", message: "no", phase: "signal_generation" },
  });
  assert.equal(report?.outcome, undefined);
});
