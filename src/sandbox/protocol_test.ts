import { strict as assert } from "node:assert";
import { parseReply, requestFrame } from "./protocol.ts";

const encoder = new TextEncoder();

Deno.test("requestFrame() has a letter, the call, the time left and the parts", () => {
  const bytes = requestFrame(
    "C",
    258,
    4.2,
    encoder.encode("{"),
    encoder.encode("}"),
  );
  assert.deepEqual([...bytes], [
    0,
    0,
    0,
    11,
    67,
    0,
    0,
    1,
    2,
    0,
    0,
    0,
    5,
    123,
    125,
  ]);
});

Deno.test("parseReply() reads what the loader says", () => {
  assert.deepEqual(parseReply(reply("R", 0, "")), { kind: "ready" });
  assert.deepEqual(parseReply(reply("T", 3, "")), { kind: "timeout", id: 3 });
  const output = { signals: [{ symbol: "A" }], state: '{"n":1}', log: "x" };
  assert.deepEqual(parseReply(reply("O", 5, JSON.stringify(output))), {
    kind: "output",
    id: 5,
    output,
  });
});

Deno.test("parseReply() refuses everything else", () => {
  const bad = [
    "",
    "null",
    "{",
    '{"signals":{}}',
    '{"signals":[],"team":"other"}',
    '{"signals":[],"state":"{"}',
    '{"signals":[],"state":{}}',
    '{"requests":[]}',
    '{"requests":[[-1,"getLastN",[]]]}',
    `{"requests":[${Array(21).fill('[1,"x",[]]').join()}]}`,
    '{"error":{"name":"E","message":"m"}}',
    '{"stuck":false}',
    JSON.stringify({ signals: ["x".repeat(70_000)] }),
    JSON.stringify({ signals: [], state: JSON.stringify("x".repeat(300_000)) }),
    JSON.stringify({ signals: [], log: "x".repeat(17_000) }),
  ];
  for (const text of bad) {
    assert.equal(parseReply(reply("O", 1, text)), undefined, text.slice(0, 80));
  }
  assert.equal(parseReply(reply("X", 1, "")), undefined);
  assert.equal(parseReply(reply("R", 0, "more")), undefined);
  assert.equal(parseReply(new Uint8Array(4)), undefined);
});

function reply(kind: string, id: number, text: string): Uint8Array {
  const body = encoder.encode(text);
  const bytes = new Uint8Array(5 + body.length);
  bytes[0] = kind.charCodeAt(0);
  bytes[4] = id;
  bytes.set(body, 5);
  return bytes;
}
