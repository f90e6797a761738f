import { strict as assert } from "node:assert";
import { fills, minuteAt, orders } from "../../testing/events.ts";
import {
  errorLine,
  logLine,
  metricsLine,
  seqOf,
  timeOf,
  tradeLine,
} from "./lines.ts";

Deno.test("tradeLine() writes amounts as decimal texts, and what the order had asked for", () => {
  const { order } = orders({ id: "alpha-1", quantity: 10, limit: 99.5 });
  const fill = fills({ order }, {
    quantity: 2.5,
    price: 99.25,
    fee: 0.01,
    feeQuantity: 0.001,
    at: minuteAt(1) + 250,
  });
  assert.equal(
    tradeLine(7, fill, order),
    '{"seq":7,"team_id":"alpha","timestamp":"2013-10-07T13:31:00.250+00:00",' +
      '"symbol":"AAPL","side":"buy","quantity":"2.5","requested_price":"99.5",' +
      '"execution_price":"99.25","order_type":"limit",' +
      '"broker_order_id":"alpha-1","order_id":"alpha-1",' +
      '"execution_id":"fill of alpha-1","fee":"0.01","fee_quantity":"0.001"}',
  );
});

Deno.test("errorLine() writes one line, whatever the message holds", () => {
  assert.equal(
    errorLine(8, {
      at: minuteAt(0),
      errorType: "TypeError",
      message: 'a "b"\n',
      strategy: "Strategy",
      timeout: false,
      phase: "execution",
    }),
    '{"seq":8,"timestamp":"2013-10-07T13:30:00+00:00",' +
      '"error_type":"TypeError","message":"a \\"b\\"\\n",' +
      '"strategy":"Strategy","timeout":false,"phase":"execution"}',
  );
});

Deno.test("logLine() writes what was printed in one line", () => {
  assert.equal(
    logLine(9, minuteAt(0), "one\ntwo"),
    '{"seq":9,"timestamp":"2013-10-07T13:30:00+00:00","log":"one\\ntwo"}',
  );
});

Deno.test("metricsLine() writes null for figures that cannot be had", () => {
  const metrics = {
    at: minuteAt(0),
    value: 9_500.25,
    startingValue: 10_000,
    trades: 3,
  };
  const start = '{"seq":1,"timestamp":"2013-10-07T13:30:00+00:00",' +
    '"portfolio_value":9500.25,"starting_value":10000,';
  const figures = {
    totalReturn: -0.049975,
    maxDrawdown: -0.06,
    currentDrawdown: -0.05,
  };
  assert.equal(
    metricsLine(1, { ...metrics, figures }),
    `${start}"total_return":-0.049975,"max_drawdown":-0.06,` +
      '"current_drawdown":-0.05,"total_trades":3}',
  );
  assert.equal(
    metricsLine(1, { ...metrics, figures: undefined }),
    `${start}"total_return":null,"max_drawdown":null,` +
      '"current_drawdown":null,"total_trades":3}',
  );
});

Deno.test("seqOf() and timeOf() read lines of ours, and nothing of others", () => {
  const line = logLine(9, minuteAt(4), "");
  assert.equal(seqOf(line), 9);
  assert.equal(timeOf(line), minuteAt(4));
  for (const text of ["", "null", "7", '{"seq":"9"}', line.slice(0, -1)]) {
    assert.equal(seqOf(text), undefined);
    assert.equal(timeOf(text), undefined);
  }
});
