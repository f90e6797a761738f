import { strict as assert } from "node:assert";
import {
  AlpacaError,
  type AlpacaReason,
} from "../adapters/alpaca/alpaca_error.ts";
import { FakeClock } from "../testing/fake_clock.ts";
import { believed, refusedKeys } from "./alpaca_refusal.ts";

const NOW = "2026-11-20T15:00:00Z";
const error = (reason: AlpacaReason) => new AlpacaError({ what: "x", reason });

/** Asks what fails with these reasons, one after the other, and then answers. */
async function ask(...reasons: readonly AlpacaReason[]) {
  const wall = new FakeClock(NOW);
  let asked = 0;
  const answer = await believed(wall, () => {
    const reason = reasons[asked++];
    return reason ? Promise.reject(error(reason)) : Promise.resolve("fine");
  }).catch(({ reason }) => reason);
  return { answer, asked, ms: wall.now() - Date.parse(NOW) };
}

Deno.test("believed() asks three times, with pauses, before a refusal counts", async () => {
  const once = await ask("bad_keys");
  assert.deepEqual(once, { answer: "fine", asked: 2, ms: 2_000 });
  const twice = await ask("redirect", "bad_keys");
  assert.deepEqual(twice, { answer: "fine", asked: 3, ms: 4_000 });
  const thrice = await ask("bad_keys", "bad_keys", "bad_keys");
  assert.deepEqual(thrice, { answer: "bad_keys", asked: 3, ms: 4_000 });
});

Deno.test("believed() leaves what may pass to who has asked", async () => {
  const down = await ask("server_error");
  assert.deepEqual(down, { answer: "server_error", asked: 1, ms: 0 });
});

Deno.test("refusedKeys() says what to mend, for refused keys alone", () => {
  assert.equal(refusedKeys(error("timeout")), undefined);
  assert.equal(refusedKeys(error("bad_keys"))?.code, "invalid");
});
