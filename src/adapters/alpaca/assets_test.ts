import { strict as assert } from "node:assert";
import { alpacaAssets } from "./assets.ts";
import { NEVER, scriptedRest, steppedClock } from "./fixture_test.ts";
import type { KnownSymbol } from "./symbols.ts";

const EQUITIES = [
  { symbol: "AAPL", fractionable: true },
  { symbol: "BRK.A" },
  { symbol: "OLD", tradable: false },
  { symbol: "ODD-LONG.THING" },
  { symbol: "GONE", status: "inactive" },
  { symbol: "TWICE", status: "inactive", tradable: false },
  { symbol: "TWICE", fractionable: true },
  { symbol: "TWICE", status: "inactive", tradable: false },
].map((each) => ({
  ...{ class: "us_equity", status: "active", tradable: true, name: "x" },
  ...each,
}));
const COINS = [{
  ...{ symbol: "BTC/USD", class: "crypto", status: "active", tradable: true },
  ...{ fractionable: true, min_order_size: "0.00001" },
  ...{ min_trade_increment: "0.0000001", price_increment: "0.5" },
}, {
  ...{ symbol: "ETH/USD", class: "crypto", status: "active", tradable: true },
  ...{ min_trade_increment: "1e-12", price_increment: "0" },
}, {
  ...{ symbol: "ETH/BTC", class: "crypto", status: "active", tradable: true },
}];

const equity = (symbol: string): KnownSymbol => ({
  symbol,
  assetClass: "equity",
});
const coin = (symbol: string): KnownSymbol => ({
  symbol,
  assetClass: "crypto",
});

function subject() {
  const clock = steppedClock("2026-11-20T23:00:00Z");
  const asked: string[] = [];
  const rest = scriptedRest(clock, ({ searchParams }) => {
    const assetClass = searchParams.get("asset_class") ?? "";
    asked.push(assetClass);
    return Response.json([
      ...(assetClass === "crypto" ? COINS : EQUITIES),
      { symbol: 1 },
      null,
    ]);
  });
  return { clock, asked, assets: alpacaAssets({ rest, clock }) };
}

Deno.test("alpacaAssets() says what can be traded, in which steps, and names what cannot", async () => {
  const { assets } = subject();
  const { instruments, ...rest } = await assets.check([
    ...["TWICE", "GONE", "OLD", "NONE", "BRK.A", "AAPL"].map(equity),
    ...["ETH", "BTC", "XYZ"].map(coin),
  ], NEVER);
  assert.deepEqual(
    instruments.map((each) => [each.symbol, each.quantityStep, each.tick]),
    [
      ["AAPL", 1_000n, 10_000_000n],
      ["BRK.A", 1_000_000_000n, 10_000_000n],
      ["BTC", 100n, 500_000_000n],
      ["ETH", 1n, 1n],
      ["TWICE", 1_000n, 10_000_000n],
    ],
  );
  assert.deepEqual(rest, {
    unknown: ["NONE", "XYZ"],
    untradable: ["GONE", "OLD"],
    wholeOnly: ["BRK.A"],
  });
});

Deno.test("alpacaAssets() asks once a UTC day, and only for classes that are wanted", async () => {
  const { assets, asked, clock } = subject();
  await assets.check([equity("AAPL")], NEVER);
  await assets.check([equity("OLD")], NEVER);
  assert.deepEqual(asked, ["us_equity"]);
  await clock.sleepUntil(clock.now() + 3_600_000);
  await assets.check([equity("AAPL"), coin("BTC")], NEVER);
  assert.deepEqual(asked, ["us_equity", "us_equity", "crypto"]);
});

Deno.test("alpacaAssets() names all that can be traded, in our form", async () => {
  const { assets } = subject();
  assert.deepEqual(await assets.tradable(NEVER), [
    equity("AAPL"),
    equity("BRK.A"),
    coin("BTC"),
    coin("ETH"),
    equity("TWICE"),
  ]);
});
