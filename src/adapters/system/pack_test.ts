import { strict as assert } from "node:assert";
import { brotliDecompressSync, gunzipSync } from "node:zlib";
import { pack } from "./pack.ts";

Deno.test("pack() makes bytes shorter that can be unpacked again, alone in their memory", () => {
  const bytes = new TextEncoder().encode("101.25,101.5,99.75\n".repeat(500));
  const ways = [["gzip", gunzipSync], ["br", brotliDecompressSync]] as const;
  for (const [way, unpack] of ways) {
    const packed = pack(bytes, way);
    assert.ok(packed.length < bytes.length / 10, way);
    assert.equal(packed.buffer.byteLength, packed.length);
    assert.deepEqual(new Uint8Array(unpack(packed)), bytes);
  }
});
