import { strict as assert } from "node:assert";
import { random } from "../../domain/random.ts";
import { packDecimals, unpackDecimal } from "./decimal_bytes.ts";

Deno.test("packDecimals() writes sixteen bytes, big-endian, two's complement", () => {
  const hex = (units: bigint) => packDecimals([units])[0]?.toHex();
  assert.equal(hex(0n), "00".repeat(16));
  assert.equal(hex(258n), `${"00".repeat(14)}0102`);
  assert.equal(hex(-1n), "ff".repeat(16));
  assert.equal(hex(-256n), `${"ff".repeat(15)}00`);
  assert.equal(hex(2n ** 64n), `${"00".repeat(7)}01${"00".repeat(8)}`);
  assert.equal(hex(-(2n ** 127n)), `80${"00".repeat(15)}`);
});

Deno.test("packDecimals() packs what comes again once", () => {
  const [one, two, again] = packDecimals([7n, 8n, 7n]);
  assert.equal(one, again);
  assert.equal(two && unpackDecimal(two), 8n);
});

Deno.test("unpackDecimal() returns what was packed, around every power of two", () => {
  const units: bigint[] = [];
  const next = random("decimals");
  for (let bits = 0n; bits < 127n; bits++) {
    const power = 1n << bits;
    const any = BigInt(Math.floor(next() * 2 ** 50)) * power >> 50n;
    for (const value of [power - 1n, power, power + 1n, power + any]) {
      units.push(value, -value);
    }
  }
  units.push(2n ** 127n - 1n, -(2n ** 127n));
  assert.deepEqual(packDecimals(units).map(unpackDecimal), units);
});
