import { strict as assert } from "node:assert";
import { frame, FrameReader } from "./frames.ts";

Deno.test("frame() puts the length in front of all parts", () => {
  const bytes = frame(new Uint8Array([7]), new Uint8Array([8, 9]));
  assert.deepEqual([...bytes], [0, 0, 0, 3, 7, 8, 9]);
});

Deno.test("FrameReader gives the same frames however the bytes are cut", () => {
  const parts = [[1], [2, 3, 4], Array(300).fill(5)].map((part) =>
    new Uint8Array(part)
  );
  const bytes = new Uint8Array(parts.flatMap((part) => [...frame(part)]));
  for (const size of [1, 2, 3, 7, 64, bytes.length]) {
    const reader = new FrameReader(300);
    const frames: Uint8Array[] = [];
    for (let at = 0; at < bytes.length; at += size) {
      frames.push(...reader.push(bytes.subarray(at, at + size)) ?? []);
    }
    assert.deepEqual(frames, parts, `cut into ${size}`);
  }
});

Deno.test("FrameReader refuses empty frames and ones above its limit", () => {
  assert.equal(
    new FrameReader(10).push(new Uint8Array([0, 0, 0, 0])),
    undefined,
  );
  assert.equal(
    new FrameReader(10).push(new Uint8Array([0, 0, 0, 11])),
    undefined,
  );
  assert.deepEqual(new FrameReader(10).push(new Uint8Array([0, 0, 0, 10])), []);
});
