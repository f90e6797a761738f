import { strict as assert } from "node:assert";
import {
  abs,
  ceilTo,
  decimalText,
  floorNumber,
  floorTo,
  fromNumber,
  min,
  mulDiv,
  notional,
  parseDecimal,
  type Price,
  type Quantity,
  toNumber,
} from "./decimal.ts";
import { QtcError } from "./error.ts";
import { random } from "./random.ts";

Deno.test("notional() multiplies dollars per share by shares", () => {
  assert.equal(value("187.25", "10"), "1872.5");
  assert.equal(value("187.25", "-0.5"), "-93.625");
  assert.equal(value("0.01", "0"), "0");
});

Deno.test("notional() rounds half a unit away from zero", () => {
  assert.equal(value("0.5", "0.000000003"), "0.000000002");
  assert.equal(value("0.5", "-0.000000003"), "-0.000000002");
  assert.equal(value("0.499999999", "0.000000003"), "0.000000001");
  assert.equal(value("0.5", "0.000000001"), "0.000000001");
});

Deno.test("mulDiv() is exact, then rounds half away from zero", () => {
  const cases: [bigint, bigint, bigint, bigint][] = [
    [7n, 1n, 2n, 4n],
    [-7n, 1n, 2n, -4n],
    [7n, -1n, 2n, -4n],
    [-7n, -1n, 2n, 4n],
    [1n, 1n, 3n, 0n],
    [2n, 1n, 3n, 1n],
    [-1n, 1n, 3n, 0n],
    [-2n, 1n, 3n, -1n],
    [0n, 5n, 3n, 0n],
    [10n ** 30n, 3n, 10n ** 30n, 3n],
  ];
  for (const [a, b, c, expected] of cases) {
    assert.equal(mulDiv(a, b, c), expected, `${a} * ${b} / ${c}`);
  }
});

Deno.test("mulDiv() is never more than half a unit away", () => {
  const next = random("mulDiv");
  for (let i = 0; i < 2_000; i++) {
    const [a, b] = [big(next), big(next)];
    const c = abs(big(next)) + 1n;
    assert.ok(abs(mulDiv(a, b, c) * c - a * b) * 2n <= c, `${a} ${b} ${c}`);
    assert.equal(mulDiv(-a, b, c), -mulDiv(a, b, c));
  }
});

Deno.test("parseDecimal() reads up to nine digits after the point", () => {
  assert.equal(parseDecimal("12.5"), 12_500_000_000n);
  assert.equal(parseDecimal("-12.50"), -12_500_000_000n);
  assert.equal(parseDecimal("0.000000001"), 1n);
  assert.equal(parseDecimal("-0.000000001"), -1n);
  assert.equal(parseDecimal("007"), 7_000_000_000n);
  assert.equal(parseDecimal("-0"), 0n);
});

Deno.test("parseDecimal() throws invalid when it is anything else", () => {
  for (
    const text of [
      "",
      "-",
      ".5",
      "5.",
      "+1",
      "1e3",
      " 1",
      "1\n",
      "1,5",
      "0x10",
      "NaN",
      "1.0000000001",
      "9".repeat(31),
      "--1",
    ]
  ) assert.throws(() => parseDecimal(text), isInvalid, JSON.stringify(text));
});

Deno.test("decimalText() is the shortest text, with every digit that counts", () => {
  const cases: [bigint, string][] = [
    [0n, "0"],
    [1n, "0.000000001"],
    [-1n, "-0.000000001"],
    [12_500_000_000n, "12.5"],
    [-500_000_000n, "-0.5"],
    [10_000_000_000n, "10"],
    [1_000_000_001n, "1.000000001"],
  ];
  for (const [units, text] of cases) assert.equal(decimalText(units), text);
});

Deno.test("decimalText() is read back by parseDecimal()", () => {
  const next = random("text");
  for (let i = 0; i < 2_000; i++) {
    const units = big(next);
    assert.equal(parseDecimal(decimalText(units)), units);
  }
});

Deno.test("fromNumber() takes the number that its text shows", () => {
  const cases: [number, bigint][] = [
    [0.1, 100_000_000n],
    [0.1 + 0.2, 300_000_000n],
    [187.1, 187_100_000_000n],
    [-2.675, -2_675_000_000n],
    [1e-9, 1n],
    [1.5e-9, 2n],
    [-1.5e-9, -2n],
    [5e-10, 1n],
    [4.9e-10, 0n],
    [1e-300, 0n],
    [1.2345e-7, 123n],
    [999_999_999_999_999, 999_999_999_999_999_000_000_000n],
    [0, 0n],
    [-0, 0n],
  ];
  for (const [value, units] of cases) {
    assert.equal(fromNumber(value), units, String(value));
  }
});

Deno.test("fromNumber() gives the cents of any price back", () => {
  for (let cents = 1; cents < 200_000; cents += 7) {
    assert.equal(fromNumber(cents / 100), BigInt(cents) * 10_000_000n);
  }
});

Deno.test("fromNumber() throws invalid when it is not finite or too large", () => {
  for (const value of [NaN, Infinity, -Infinity, 1e15, -1e15, 1e300]) {
    assert.throws(() => fromNumber(value), isInvalid, String(value));
  }
});

Deno.test("toNumber() gives the nearest number", () => {
  assert.equal(toNumber(100_000_000n), 0.1);
  assert.equal(toNumber(-12_500_000_000n), -12.5);
});

Deno.test("floorTo() and ceilTo() go to the neighbouring multiples", () => {
  assert.deepEqual([floorTo(29n, 10n), ceilTo(21n, 10n)], [20n, 30n]);
  assert.deepEqual([floorTo(30n, 10n), ceilTo(30n, 10n)], [30n, 30n]);
  assert.deepEqual([floorTo(9n, 10n), ceilTo(0n, 10n)], [0n, 0n]);
});

Deno.test("abs() and min() keep amounts", () => {
  assert.deepEqual([abs(-3n), abs(3n), abs(0n)], [3n, 3n, 0n]);
  assert.deepEqual([min(2n, -3n), min(-3n, 2n), min(1n, 1n)], [-3n, -3n, 1n]);
});

function value(price: string, quantity: string): string {
  return decimalText(
    notional(parseDecimal<Price>(price), parseDecimal<Quantity>(quantity)),
  );
}

/** A signed amount of one to twenty-odd digits. */
function big(next: () => number): bigint {
  const digits = 10n ** BigInt(Math.floor(next() * 16));
  const size = BigInt(Math.floor(next() * 2 ** 53)) * digits / 10n ** 8n;
  return next() < 0.5 ? -size : size;
}

function isInvalid(error: unknown): boolean {
  return error instanceof QtcError && error.code === "invalid";
}

Deno.test("floorNumber() never stands for more than there is, and for hardly less", () => {
  const next = random("floor");
  for (let i = 0; i < 5_000; i++) {
    const units = BigInt(Math.floor(next() * 2 ** 52)) *
      BigInt(Math.floor(1 + next() * 200));
    const back = fromNumber(floorNumber(units));
    assert.ok(back <= units, `${units}`);
    assert.ok(Number(units - back) <= Number(units) * 4e-16, `${units}`);
  }
  assert.equal(floorNumber(931_817_238_229_676_888n), 931_817_238.2296767);
});
