import { strict as assert } from "node:assert";
import { fromNumber, type Money } from "../domain/decimal.ts";
import { SAMPLE_MINUTE, sampleOrder } from "../testing/orders.ts";
import type { MinuteReport } from "./minute_report.ts";
import {
  fillText,
  marketLine,
  minuteLines,
  orderText,
  summaryLines,
  tableHead,
} from "./run_report.ts";

const QUIET: MinuteReport = {
  ...{ minute: SAMPLE_MINUTE, outcome: "ok", signals: 0, log: "" },
  ...{ fills: [], endings: [], orders: [], denials: [] },
  ...{ wallMs: 1.26, cpuMs: 1, fresh: false },
  equity: fromNumber<Money>(10_000),
};
const ORDER = sampleOrder({ quantity: 5.25, reason: "up" });
const FILL = {
  ...{ id: "1", orderId: ORDER.id, teamId: "alpha", symbol: "AAPL", at: 0 },
  quantity: fromNumber<typeof ORDER.quantity>(-5.25),
  price: fromNumber<typeof ORDER.mark>(99.5),
  ...{ fee: fromNumber<Money>(0.5), feeQuantity: 0n as typeof ORDER.quantity },
};

Deno.test("minuteLines() is one row when nothing happened", () => {
  assert.equal(
    tableHead(),
    "minute (UTC)      result          signals  orders  fills  denied   " +
      "wall ms   cpu ms           value",
  );
  assert.deepEqual(minuteLines(QUIET, {}, new Set()), [
    "2026-11-17 15:00  ok                    .       .      .       .       " +
    "1.3      1.0      $10,000.00",
  ]);
});

Deno.test("minuteLines() tells below what happened, and hides no sign", () => {
  const report: MinuteReport = {
    ...QUIET,
    ...{ fresh: true, signals: 2, orders: [ORDER], fills: [FILL] },
    endings: [{ order: ORDER, status: "EXPIRED", note: "day over" }],
    denials: [{
      ...{ teamId: "alpha", minute: 0, index: 1, symbol: "X" },
      ...{ rule: "unknown_symbol", message: "there is none" },
    }],
    log: "one\n\x1b[2Jtwo\n",
  };
  const [row = "", ...more] = minuteLines(report, {}, new Set());
  assert.match(row, /ok \(new\) +2 +1 +1 +1 /);
  assert.deepEqual(more.map((line) => line.trim()), [
    "fill    sold 5.25 AAPL at 99.5, fee 0.5",
    "ended   buy 5.25 AAPL at market (100): expired, day over",
    "order   buy 5.25 AAPL at market (100): up",
    "denied  X unknown_symbol: there is none",
    "log     one",
    "log     \\u001b[2Jtwo",
  ]);
});

Deno.test("minuteLines() explains an error once, and cuts a long log", () => {
  const report: MinuteReport = {
    ...QUIET,
    outcome: "error",
    error: {
      ...{ type: "Error", phase: "signal_generation" },
      message: "Error: no (a.ts:1:3)",
    },
    log: "line\n".repeat(30),
  };
  const told = new Set<string>();
  const first = minuteLines(report, { "a.ts": "x.y();" }, told);
  assert.equal(first.filter((line) => line.includes("log  ")).length, 21);
  assert.ok(first.includes(`${" ".repeat(18)}log     … and 10 more lines`));
  assert.ok(first.includes("      1 | x.y();"));
  const again = minuteLines({ ...report, log: "" }, {}, told);
  assert.deepEqual(again.slice(1), ["    Error: no (a.ts:1:3)"]);
});

Deno.test("summaryLines() counts, and says what is left", () => {
  const reports: MinuteReport[] = [
    { ...QUIET, signals: 2, orders: [ORDER], wallMs: 1, cpuMs: 1 },
    { ...QUIET, fills: [FILL], wallMs: 3, cpuMs: 2 },
    { ...QUIET, outcome: "timeout", wallMs: 9, cpuMs: 5 },
  ];
  const dollars = (value: number) => fromNumber<Money>(value);
  const lines = summaryLines(reports, {
    ...{ startCash: dollars(10_000), cash: dollars(9_000) },
    equity: dollars(9_990.5),
    positions: [
      {
        symbol: "AAPL",
        quantity: fromNumber(10),
        value: dollars(990.5),
      },
    ],
    openOrders: 2,
  });
  assert.deepEqual(lines, [
    "called    3 minutes: 2 ok, 1 timeout",
    "signals   2, orders 1, fills 1, denied 0",
    "wall ms   median 3.0, max 9.0",
    "cpu ms    median 2.0, max 5.0",
    "cash      $9,000.00",
    "holds     10 AAPL, worth $990.50",
    "open      2 orders",
    "value     $9,990.50 (-$9.50)",
  ]);
});

Deno.test("summaryLines() and minuteLines() count one as one", () => {
  const zero = fromNumber<Money>(0);
  const lines = summaryLines([QUIET], {
    ...{ startCash: zero, cash: zero, equity: zero, positions: [] },
    openOrders: 1,
  });
  assert.equal(lines[0], "called    1 minute: 1 ok");
  assert.ok(lines.includes("open      1 order"));
  const log = minuteLines({ ...QUIET, log: "a\n".repeat(21) }, {}, new Set());
  assert.equal(log.at(-1)?.trim(), "log     … and 1 more line");
});

Deno.test("orderText() and fillText() name limits and fees in coins", () => {
  assert.equal(
    orderText(sampleOrder({ side: "sell", quantity: 2, limit: 101.5 })),
    "sell 2 AAPL at 101.5",
  );
  const coin = {
    ...FILL,
    ...{ symbol: "BTC", quantity: fromNumber<typeof FILL.quantity>(0.5) },
    ...{
      fee: 0n as Money,
      feeQuantity: fromNumber<typeof FILL.quantity>(0.01),
    },
  };
  assert.equal(fillText(coin), "bought 0.5 BTC at 99.5, fee 0.01 BTC");
});

Deno.test("marketLine() says how to have the same market again", () => {
  assert.equal(
    marketLine(7, SAMPLE_MINUTE),
    "market    simulated; the same again with --seed 7 " +
      "--at 2026-11-17T15:00:00Z",
  );
});
