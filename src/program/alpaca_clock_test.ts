import { strict as assert } from "node:assert";
import { scheduler } from "node:timers/promises";
import {
  AlpacaError,
  type AlpacaReason,
} from "../adapters/alpaca/alpaca_error.ts";
import type { AlpacaRest } from "../adapters/alpaca/rest.ts";
import { FakeClock } from "../testing/fake_clock.ts";
import { alpacaClock } from "./alpaca_clock.ts";

const URL = "http://127.0.0.1:1";

/** What comes of a request: an hour of the day, after a while, or an error. */
type Answer = AlpacaReason | { readonly hour: number; readonly ms: number };

/** Reads the clock of an Alpaca that answers so, and of any further request the last. */
function read(answers: readonly Answer[]) {
  const wall = new FakeClock("2026-11-20T15:00:00Z");
  let asked = 0;
  const rest: Pick<AlpacaRest, "clock"> = {
    async clock({ tries }) {
      assert.equal(tries, 1);
      const answer = answers[asked] ?? answers.at(-1)!;
      asked++;
      if (typeof answer === "string") {
        throw new AlpacaError({ what: "the clock", reason: answer });
      }
      await scheduler.wait(answer.ms);
      const timestamp = `2013-10-07T0${answer.hour}:00:00Z`;
      return {
        ...{ timestamp, speed: 60 },
        ...{ is_open: true, next_open: "", next_close: "" },
      };
    },
  };
  const clock = alpacaClock(rest as AlpacaRest, wall, URL);
  const hour = clock.then((clock) => new Date(clock.now()).getUTCHours());
  return { hour, asked: () => asked };
}

Deno.test("alpacaClock() takes the answer that took the shortest of three", async () => {
  const slow = { hour: 1, ms: 300 };
  const quick = { hour: 5, ms: 0 };
  for (const order of [[slow, quick, slow], [quick, slow, slow]]) {
    const { hour, asked } = read(order);
    assert.equal(await hour, 5);
    assert.equal(asked(), 3);
  }
});

Deno.test("alpacaClock() asks again after failures, and believes a refusal the third time", async () => {
  const fine = { hour: 5, ms: 0 };
  assert.equal(await read(["bad_keys", "bad_keys", fine]).hour, 5);
  assert.equal(await read(["timeout", fine, "server_error", fine]).hour, 5);
  assert.equal(await read([fine, "timeout"]).hour, 5);
  const refused = read(["bad_keys"]);
  await assert.rejects(refused.hour, { code: "invalid", message: /keys/ });
  assert.equal(refused.asked(), 3);
  const away = read(["no_route"]);
  await assert.rejects(away.hour, { code: "unavailable", message: /fake-al/ });
});
