import { strict as assert } from "node:assert";
import type { Bar } from "../domain/bar.ts";
import { barsJson } from "./bars_question.ts";
import { AT } from "./fixture_test.ts";

const AAPL: Bar = {
  symbol: "AAPL",
  at: AT,
  open: 100,
  high: 101.5,
  low: 99.25,
  close: 101,
  volume: 1_200,
  tradeCount: 12,
  vwap: 100.5,
};
const { tradeCount: _, vwap: __, ...BTC } = { ...AAPL, symbol: "BTC" };
const found = new Map<string, Bar[]>([["AAPL", [AAPL]], ["BTC", [BTC]]]);
const prices = { open: 100, high: 101.5, low: 99.25, close: 101 };
const timestamp = "2025-01-15T14:30:00+00:00";
const aapl = {
  timestamp,
  ...prices,
  volume: 1200,
  // deno-lint-ignore camelcase -- the contract
  trade_count: 12,
  vwap: 100.5,
};
const btc = {
  timestamp,
  ...prices,
  volume: 1200,
  // deno-lint-ignore camelcase -- the contract
  trade_count: null,
  vwap: null,
};

Deno.test("barsJson() has one symbol's bars after the head", () => {
  const head = { symbol: "AAPL", date: "2025-01-15" };
  const text = barsJson({ shape: "one", head, symbols: ["AAPL"] }, found);
  assert.deepEqual(JSON.parse(text), { ...head, data_points: 1, data: [aapl] });
  const none = barsJson({ shape: "one", head, symbols: ["MSFT"] }, found);
  assert.deepEqual(JSON.parse(none), { ...head, data_points: 0, data: [] });
});

Deno.test("barsJson() has a team's one symbol flat and several by name", () => {
  const span = { start: "a", end: "b" };
  const one = { shape: "team", head: { symbol: "BTC", ...span } } as const;
  assert.deepEqual(JSON.parse(barsJson({ ...one, symbols: ["BTC"] }, found)), {
    symbol: "BTC",
    ...span,
    bar_count: 1,
    bars: [btc],
  });
  const symbols = ["BTC", "AAPL"];
  const text = barsJson({ shape: "team", head: span, symbols }, found);
  assert.deepEqual(JSON.parse(text), {
    ...span,
    symbols,
    data: {
      BTC: { bar_count: 1, bars: [btc] },
      AAPL: { bar_count: 1, bars: [aapl] },
    },
  });
});
