import { strict as assert } from "node:assert";
import { sha256 } from "./digest.ts";

Deno.test("sha256() returns the digest of the text's UTF-8", () => {
  // Source: FIPS 180-2, appendix B.1.
  assert.equal(
    sha256("abc"),
    "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
  );
  assert.equal(
    sha256(""),
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
  );
  assert.equal(
    sha256("é"), // C3 A9
    "4a99557e4033c3539de2eb65472017cad5f9557f7a0625a09f1c3f6e2ba69c4c",
  );
});
