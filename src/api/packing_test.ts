import { strict as assert } from "node:assert";
import { packingOf } from "./packing.ts";

Deno.test("packingOf() takes gzip where it may, brotli where it must", () => {
  const cases = [
    ["gzip, deflate, br, zstd", "gzip"],
    ["br;q=1.0, GZIP;q=0.8", "gzip"],
    ["*", "gzip"],
    ["br", "br"],
    ["gzip;q=0, *", "br"],
    ["gzip; q=0.000, br;q=0.1", "br"],
    ["gzip;q=0, br;q=0", undefined],
    ["deflate, zstd, identity", undefined],
    ["*;q=0", undefined],
    ["x-gzipped", undefined],
    ["", undefined],
    [undefined, undefined],
  ] as const;
  for (const [header, packing] of cases) {
    assert.equal(packingOf(header), packing, header);
  }
});
