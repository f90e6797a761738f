import { strict as assert } from "node:assert";
import {
  decimalText,
  fromNumber,
  type Money,
  notional,
  type Price,
  type Quantity,
} from "./decimal.ts";
import { DEFAULT_TERMS } from "./exchange.ts";
import { feeOf, type FeeRates, feeReserve } from "./fees.ts";
import type { AssetClass } from "./instrument.ts";
import { random } from "./random.ts";

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

Deno.test("feeOf() rounds half a unit up", () => {
  // 0.0000002 × 0.0025 = 0.0000000005
  assert.deepEqual(fee("crypto", 2e-7, 1), ["0", "0.000000001"]);
  assert.deepEqual(fee("crypto", 1.9e-7, 1), ["0", "0"]);
  assert.deepEqual(fee("crypto", -2e-7, 1), ["0.000000001", "0"]);
});

Deno.test("feeReserve() is nothing when the coin itself pays", () => {
  assert.equal(feeReserve("crypto", fromNumber<Money>(1000), RATES), 0n);
  assert.equal(
    decimalText(feeReserve("equity", fromNumber<Money>(1000), RATES)),
    "0.15",
  );
});

Deno.test("feeReserve() covers the fee of any buy at the worst price or below", () => {
  const next = random("fees");
  for (let i = 0; i < 2_000; i++) {
    const worst = fromNumber<Price>(1 + next() * 500);
    const price = worst - BigInt(Math.floor(next() * 1e6)) as Price;
    const quantity = fromNumber<Quantity>(next() * 100 + 1e-9);
    const reserved = feeReserve("equity", notional(worst, quantity), RATES);
    assert.ok(feeOf("equity", quantity, price, RATES).fee <= reserved);
  }
});

function fee(
  assetClass: AssetClass,
  quantity: number,
  price: number,
  rates: FeeRates = RATES,
): [dollars: string, coins: string] {
  const { fee, feeQuantity } = feeOf(
    assetClass,
    fromNumber<Quantity>(quantity),
    fromNumber<Price>(price),
    rates,
  );
  return [decimalText(fee), decimalText(feeQuantity)];
}
