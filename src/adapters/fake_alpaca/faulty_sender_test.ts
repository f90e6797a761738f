import { strict as assert } from "node:assert";
import type { FaultName } from "./fault_list.ts";
import { faultySender } from "./faulty_sender.ts";
import { testWorld } from "./fixture_test.ts";
import {
  type HeldSocket,
  heldSocket,
  readFrame,
} from "./socket_fixture_test.ts";

/** Sends three frames, the fault set for one of them. */
function sendThree(name?: FaultName): HeldSocket {
  const { world } = testWorld("2026-11-20T14:30:00Z");
  const socket = heldSocket();
  const send = faultySender(world, socket, "/v2/iex");
  if (name) world.faults.set({ name, count: 1, path: "/v2/iex" });
  world.faults.set({ name: "stream_cut", path: "/v2/sip" });
  for (let n = 1; n <= 3; n++) send([{ T: "b", n }]);
  return socket;
}

function numbers({ sent }: HeldSocket): unknown[] {
  return sent.map((frame) =>
    (readFrame(frame) as { n?: number }[]).map(({ n }) => n ?? "?").join()
  );
}

Deno.test("faultySender() sends what it is given while all is well", () => {
  const socket = sendThree();
  assert.deepEqual(numbers(socket), ["1", "2", "3"]);
  assert.equal(socket.ended, undefined);
});

Deno.test("faultySender() ends, mutes, doubles and turns round what it sends", () => {
  assert.equal(sendThree("stream_drop").ended, "1001 going away");
  assert.equal(sendThree("stream_cut").ended, "cut");
  assert.deepEqual(numbers(sendThree("stream_drop")), []);
  const mute = sendThree("stream_mute");
  assert.deepEqual(numbers(mute), []);
  assert.equal(mute.ended, undefined);
  assert.deepEqual(numbers(sendThree("stream_duplicate")), [
    ...["1", "1", "2", "3"],
  ]);
  assert.deepEqual(numbers(sendThree("stream_reorder")), ["2", "1", "3"]);
});

Deno.test("faultySender() sends kinds, fields and frames that nobody expects", () => {
  const unknown = sendThree("stream_unknown_event");
  assert.deepEqual(numbers(unknown), ["?", "1", "2", "3"]);
  const extra = sendThree("stream_extra_fields");
  const [first] = readFrame(extra.sent[0]) as Record<string, unknown>[];
  assert(first && "zz" in first && first["n"] === 1);
  const binary = sendThree("stream_binary");
  assert(binary.sent[0] instanceof Uint8Array);
  assert.equal(typeof binary.sent[1], "string");
  assert.deepEqual(numbers(binary), ["1", "2", "3"]);
});
