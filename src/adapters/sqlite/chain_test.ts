import { strict as assert } from "node:assert";
import { createHash } from "node:crypto";
import { chainHash, GENESIS, hex } from "./chain.ts";

Deno.test("chainHash() is sha256 over the hash before, the number, a line end and the text", () => {
  const expected = createHash("sha256")
    .update(bytes32(0)).update('7\n{"kind":"closed"}').digest("hex");
  assert.equal(hex(chainHash(GENESIS, 7, '{"kind":"closed"}')), expected);
});

Deno.test("chainHash() differs when the hash before, the number or the text does", () => {
  const hashes = [
    chainHash(GENESIS, 1, "a"),
    chainHash(bytes32(1), 1, "a"),
    chainHash(GENESIS, 2, "a"),
    chainHash(GENESIS, 1, "b"),
    chainHash(GENESIS, 1, ""),
    // Where the number ends is not in doubt.
    chainHash(GENESIS, 12, "3"),
    chainHash(GENESIS, 1, "23"),
  ];
  assert.equal(new Set(hashes.map(hex)).size, hashes.length);
});

Deno.test("hex() is two lower-case digits a byte", () => {
  assert.equal(hex(new Uint8Array([0, 10, 255])), "000aff");
});

function bytes32(byte: number): Uint8Array {
  return new Uint8Array(32).fill(byte);
}
