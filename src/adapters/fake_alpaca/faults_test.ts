import { strict as assert } from "node:assert";
import { random } from "../../domain/random.ts";
import { type Faults, openFaults } from "./faults.ts";
import { type HandClock, handClock } from "./fixture_test.ts";

const START = "2026-11-20T14:30:00Z";

function opened(): { readonly faults: Faults; readonly clock: HandClock } {
  const clock = handClock(START);
  return { faults: openFaults(clock, random("test")), clock };
}

Deno.test("take() gives a fault as often as its count says", () => {
  const { faults } = opened();
  assert.equal(faults.take("gzip"), undefined);
  faults.set({ name: "gzip", count: 2 });
  assert.equal(faults.take("gzip")?.id, 1);
  assert.equal(faults.list()[0]?.count, 1);
  assert.equal(faults.take("gzip")?.id, 1);
  assert.equal(faults.take("gzip"), undefined);
  assert.deepEqual(faults.list(), []);
  assert.deepEqual(faults.happened(), { gzip: 2 });
});

Deno.test("take() gives a fault from its first instant on and not at its end", async () => {
  const { faults, clock } = opened();
  const from = clock.now() + 10;
  faults.set({ name: "gzip", from, until: from + 10 });
  assert.equal(faults.take("gzip"), undefined);
  await clock.advance(10);
  assert(faults.take("gzip"));
  await clock.advance(9);
  assert(faults.take("gzip"));
  await clock.advance(1);
  assert.equal(faults.take("gzip"), undefined);
});

Deno.test("take() gives a fault only where it is meant", () => {
  const { faults } = opened();
  faults.set({ name: "gzip", path: "/v2/stocks", method: "GET" });
  faults.set({ name: "bar_missing", symbol: "AAPL" });
  assert.equal(faults.take("gzip"), undefined);
  assert.equal(faults.take("gzip", { path: "/v2/clock" }), undefined);
  assert(faults.take("gzip", { path: "/v2/stocks/bars", method: "GET" }));
  assert.equal(
    faults.take("gzip", { path: "/v2/stocks/bars", method: "POST" }),
    undefined,
  );
  assert.equal(faults.take("bar_missing"), undefined);
  assert.equal(faults.take("bar_missing", { symbol: "MSFT" }), undefined);
  assert(faults.take("bar_missing", { symbol: "AAPL" }));
});

Deno.test("take() is as probable as the fault, find() neither counts nor rolls", () => {
  const { faults } = opened();
  faults.set({ name: "gzip", probability: 0.25 });
  let taken = 0;
  for (let n = 0; n < 2_000; n++) if (faults.take("gzip")) taken++;
  assert(taken > 420 && taken < 580, `${taken}`);
  assert(faults.find("gzip"));
  faults.set({ name: "html_502", count: 1 });
  assert(faults.find("html_502") && faults.find("html_502"));
});

Deno.test("gap() multiplies what is set for a symbol and a time", async () => {
  const { faults, clock } = opened();
  const from = clock.now();
  faults.set({ name: "bar_gap", symbol: "AAPL", from });
  faults.set({ name: "bar_gap", from: from + 60_000, value: 2 });
  await clock.advance(1e6);
  assert.equal(faults.gap("AAPL", from - 1), 1);
  assert.equal(faults.gap("AAPL", from), 0.25);
  assert.equal(faults.gap("AAPL", from + 60_000), 0.5);
  assert.equal(faults.gap("MSFT", from + 60_000), 2);
});

Deno.test("clear() removes one fault or all, set() refuses what there is not", () => {
  const { faults } = opened();
  const { id } = faults.set({ name: "gzip" });
  faults.set({ name: "html_502" });
  assert.equal(faults.clear(id), 1);
  assert.equal(faults.clear(id), 0);
  assert.equal(faults.clear(), 1);
  assert.throws(
    () => faults.set({ name: "nothing" as "gzip" }),
    { code: "invalid" },
  );
  for (let n = 0; n < 1_000; n++) faults.set({ name: "gzip" });
  assert.throws(() => faults.set({ name: "gzip" }), { code: "invalid" });
});
