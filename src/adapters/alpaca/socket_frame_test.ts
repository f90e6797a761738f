import { strict as assert } from "node:assert";
import { readFrame } from "./socket_frame.ts";

const BAR = { T: "b", S: "AAPL", o: 1, h: 2, l: 1, c: 2, v: 3, t: "x" };

Deno.test("readFrame() reads many messages of a frame, text or bytes", () => {
  const text = JSON.stringify([
    { T: "success", msg: "connected" },
    { T: "error", code: 406, msg: "connection limit exceeded" },
    { T: "subscription", bars: ["AAPL"] },
    BAR,
    { ...BAR, T: "u" },
    { T: "s", S: "AAPL", sc: "H", sm: "halted" },
  ]);
  const expected = [
    { kind: "success", said: "connected" },
    { kind: "error", code: 406 },
    { kind: "subscription" },
    { kind: "bar", isUpdate: false, symbol: "AAPL", json: BAR },
    {
      ...{ kind: "bar", isUpdate: true, symbol: "AAPL" },
      json: { ...BAR, T: "u" },
    },
    { kind: "status", symbol: "AAPL", code: "H" },
  ];
  assert.deepEqual(readFrame(text), expected);
  const { buffer } = new TextEncoder().encode(text);
  assert.deepEqual(readFrame(buffer), expected);
});

Deno.test("readFrame() leaves out what is of no use, and refuses what is no array", () => {
  const frame = [1, null, { T: "q", S: "AAPL" }, { T: "b" }, { T: 3 }, {}];
  assert.deepEqual(readFrame(JSON.stringify(frame)), []);
  for (const text of ["", "<html>", "{}", '[{"T":']) {
    assert.equal(readFrame(text), undefined, text);
  }
  assert.equal(readFrame(`[${" ".repeat(9 * 2 ** 20)}]`), undefined);
});
