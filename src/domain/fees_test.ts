import { strict as assert } from "node:assert";
import {
  decimalText,
  floorTo,
  fromNumber,
  type Money,
  notional,
  ONE,
  type Price,
  type Quantity,
} from "./decimal.ts";
import { DEFAULT_TERMS } from "./exchange.ts";
import { feeBpsOf, feeOf, type FeeRates, feeReserve } from "./fees.ts";
import { type AssetClass, instrument } from "./instrument.ts";
import { random } from "./random.ts";

const SHARE = instrument("AAPL", "equity");
const COIN = instrument("BTC", "crypto");
const RATES = { equityFeeBps: 1.5, cryptoFeeBps: 25 };

Deno.test("feeOf() takes nothing from equities unless rates say so", () => {
  assert.deepEqual(fee("equity", 100, 187.25, DEFAULT_TERMS), ["0", "0"]);
  assert.deepEqual(fee("equity", -100, 187.25, DEFAULT_TERMS), ["0", "0"]);
});

Deno.test("feeOf() takes equity fees in dollars both ways", () => {
  // 18,725 dollars × 0.00015
  assert.deepEqual(fee("equity", 100, 187.25), ["2.80875", "0"]);
  assert.deepEqual(fee("equity", -100, 187.25), ["2.80875", "0"]);
});

Deno.test("feeOf() takes 25 bps of crypto, in the coin on a buy", () => {
  assert.deepEqual(fee("crypto", 2, 50_000, DEFAULT_TERMS), ["0", "0.005"]);
  assert.deepEqual(fee("crypto", -2, 50_000, DEFAULT_TERMS), ["250", "0"]);
});

Deno.test("feeOf() takes coins in whole steps and dollars in whole units, half of one up", () => {
  // 0.000002 × 0.0025 = half a step of 1e-8
  assert.deepEqual(fee("crypto", 2e-6, 1), ["0", "0.00000001"]);
  assert.deepEqual(fee("crypto", 1.99e-6, 1), ["0", "0"]);
  // 0.0000002 × 0.0025 = half a unit of 1e-9
  assert.deepEqual(fee("crypto", -2e-7, 1), ["0.000000001", "0"]);
  assert.deepEqual(fee("crypto", -1.9e-7, 1), ["0", "0"]);
});

Deno.test("feeOf() leaves a holding that can be sold whole", () => {
  const next = random("steps");
  const { quantityStep } = COIN;
  for (let i = 0; i < 2_000; i++) {
    const bought = floorTo(fromNumber<Quantity>(next() * 1e4), quantityStep);
    const { feeQuantity } = feeOf(COIN, bought, ONE as Price, 25);
    assert.equal((bought - feeQuantity) % quantityStep, 0n);
  }
});

Deno.test("feeReserve() is nothing when the coin itself pays", () => {
  assert.equal(feeReserve("crypto", fromNumber<Money>(1000), 25), 0n);
  assert.equal(
    decimalText(feeReserve("equity", fromNumber<Money>(1000), 1.5)),
    "0.15",
  );
});

Deno.test("feeReserve() covers the fee of any buy at the worst price or below", () => {
  const next = random("fees");
  for (let i = 0; i < 2_000; i++) {
    const worst = fromNumber<Price>(1 + next() * 500);
    const price = worst - BigInt(Math.floor(next() * 1e6)) as Price;
    const quantity = fromNumber<Quantity>(next() * 100 + 1e-9);
    const reserved = feeReserve("equity", notional(worst, quantity), 1.5);
    assert.ok(feeOf(SHARE, quantity, price, 1.5).fee <= reserved);
  }
});

function fee(
  assetClass: AssetClass,
  quantity: number,
  price: number,
  rates: FeeRates = RATES,
): [dollars: string, coins: string] {
  const { fee, feeQuantity } = feeOf(
    instrument("X", assetClass),
    fromNumber<Quantity>(quantity),
    fromNumber<Price>(price),
    feeBpsOf(assetClass, rates),
  );
  return [decimalText(fee), decimalText(feeQuantity)];
}
