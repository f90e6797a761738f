import { strict as assert } from "node:assert";
import {
  baseLength,
  checkBase,
  KNOWN_BASES,
  knownBase,
  npmBase,
  sha256,
} from "./base.ts";

/** An ELF file of 100 bytes whose section headers, 2 of 8 bytes, end at byte 80; then comes what was appended. */
function program(): Uint8Array {
  const bytes = new Uint8Array(100).fill(7);
  bytes.set([0x7f, 0x45, 0x4c, 0x46, 2, 1]);
  const header = new DataView(bytes.buffer);
  header.setBigUint64(0x28, 64n, true);
  header.setUint16(0x3a, 8, true);
  header.setUint16(0x3c, 2, true);
  return bytes;
}

function known(bytes: Uint8Array) {
  return {
    deno: "1.2.3",
    target: "none",
    sha256: sha256(bytes),
    spec: "none",
    program: "none",
  };
}

Deno.test("baseLength() returns the end of the section headers when the program is ELF", () => {
  assert.equal(baseLength(program()), 80);
});

Deno.test("baseLength() throws when the program is not ELF, or cut", () => {
  assert.throws(
    () => baseLength(new Uint8Array(100)),
    /not a 64-bit little-endian ELF file/,
  );
  assert.throws(() => baseLength(program().subarray(0, 20)), /not a 64-bit/);
  assert.throws(
    () => baseLength(program().subarray(0, 79)),
    /says 80 bytes, the file has 79/,
  );
});

Deno.test("sha256() returns the digest of the standard's example", () => {
  const expected =
    "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
  assert.equal(sha256(new TextEncoder().encode("abc")), expected);
});

Deno.test("checkBase() accepts any program that stands on the base", () => {
  const bytes = program();
  const base = known(bytes.subarray(0, 80));
  checkBase(bytes, base, "a");
  bytes[99] = 0;
  checkBase(bytes, base, "a");
});

Deno.test("checkBase() throws when one byte of the base differs", () => {
  const bytes = program();
  const base = known(bytes.subarray(0, 80));
  bytes[79] = 0;
  assert.throws(
    () => checkBase(bytes, base, "this"),
    /Cannot use the base of this: its SHA-256 is [0-9a-f]{64}/,
  );
});

Deno.test("knownBase() finds the base when the version and target are listed", () => {
  for (const base of KNOWN_BASES) {
    assert.equal(knownBase(base.deno, base.target), base);
  }
  assert.throws(
    () => knownBase("0.0.1", "x"),
    /no SHA-256 is listed; add a line to KNOWN_BASES/,
  );
});

Deno.test("npmBase() returns what the cache holds when its SHA-256 is right", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const bytes = program().subarray(0, 80);
    const base = known(bytes);
    await Deno.writeFile(`${folder}/denort-1.2.3-none`, bytes);
    assert.equal(await npmBase(base, folder), `${folder}/denort-1.2.3-none`);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
