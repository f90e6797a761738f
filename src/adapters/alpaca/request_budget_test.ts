import { strict as assert } from "node:assert";
import { random } from "../../domain/random.ts";
import { FakeClock } from "../../testing/fake_clock.ts";
import { NEVER, steppedClock } from "./fixture_test.ts";
import { requestBudget } from "./request_budget.ts";

const START = "2026-11-20T14:30:00Z";
const signal = NEVER;

Deno.test("requestBudget() lets three of three go at once, the fourth a minute after the first", async () => {
  const clock = new FakeClock(START);
  const start = clock.now();
  const budget = requestBudget({ perMinute: 3, clock });
  const sent: number[] = [];
  for (let i = 0; i < 7; i++) {
    assert.ok(await budget.take({ signal }));
    sent.push(clock.now() - start);
    clock.advance(1_000);
  }
  assert.deepEqual(sent, [0, 1_000, 2_000, 60_000, 61_000, 62_000, 120_000]);
});

Deno.test("requestBudget() never lets more than it has go in any 60 s, whoever asks", async () => {
  const next = random("request budget", 1);
  const clock = steppedClock(START);
  const perMinute = 20;
  const budget = requestBudget({ perMinute, clock });
  const sent: number[] = [];
  const ask = async (isBulk: boolean) => {
    for (let i = 0; i < 60; i++) {
      await clock.sleepUntil(clock.now() + Math.floor(next() * 5_000));
      if (next() < 0.02) budget.pauseUntil(clock.now() + 30_000);
      assert.ok(await budget.take({ signal, isBulk }));
      sent.push(clock.now());
    }
  };
  await Promise.all([ask(false), ask(false), ask(true), ask(true), ask(true)]);
  assert.equal(sent.length, 300);
  for (const [i, at] of sent.entries()) {
    const inWindow = sent.slice(i).filter((each) => each < at + 60_000);
    assert.ok(inWindow.length <= perMinute, `${inWindow.length} from ${at} on`);
  }
});

Deno.test("requestBudget() keeps a third for those that are not bulk", async () => {
  const clock = new FakeClock(START);
  const until = clock.now() + 1;
  const budget = requestBudget({ perMinute: 6, clock });
  for (let i = 0; i < 4; i++) {
    assert.ok(await budget.take({ signal, isBulk: true, until }));
  }
  assert.equal(await budget.take({ signal, isBulk: true, until }), false);
  assert.ok(await budget.take({ signal, until }));
  assert.ok(await budget.take({ signal, until }));
  assert.equal(await budget.take({ signal, until }), false);
});

Deno.test("requestBudget() waits for nobody who cannot wait that long, and throws what aborts", async () => {
  const clock = new FakeClock(START);
  const now = clock.now();
  const budget = requestBudget({ perMinute: 5, clock });
  budget.pauseUntil(now + 30_000);
  assert.equal(await budget.take({ signal, until: now + 30_000 }), false);
  assert.equal(clock.now(), now);
  const stop = AbortSignal.abort(new Error("stop"));
  await assert.rejects(budget.take({ signal: stop }), /stop/);
  assert.ok(await budget.take({ signal, until: now + 30_001 }));
  assert.equal(clock.now(), now + 30_000);
});

Deno.test("requestBudget() pauses for a minute at most", async () => {
  const clock = new FakeClock(START);
  const now = clock.now();
  const budget = requestBudget({ perMinute: 5, clock });
  budget.pauseUntil(now + 86_400_000);
  assert.ok(await budget.take({ signal }));
  assert.equal(clock.now(), now + 60_000);
});

Deno.test("requestBudget() forgets nothing when the clock is set back, and holds nobody up for long", async () => {
  const clock = new FakeClock(START);
  const budget = requestBudget({ perMinute: 2, clock });
  await budget.take({ signal });
  await budget.take({ signal });
  clock.advance(-3_600_000);
  const now = clock.now();
  assert.equal(await budget.take({ signal, until: now + 59_999 }), false);
  assert.ok(await budget.take({ signal, until: now + 60_001 }));
  assert.equal(clock.now(), now + 60_000);
});
