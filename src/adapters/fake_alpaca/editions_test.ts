import { strict as assert } from "node:assert";
import type { Bar } from "../../domain/bar.ts";
import { openEditions } from "./editions.ts";
import type { FaultSpec } from "./faults.ts";
import { testWorld } from "./fixture_test.ts";
import type { WireBar } from "./wire_bar.ts";

const START = "2026-11-20T14:40:00Z";
const MINUTE = 60_000;
/** Times after the minute's end at which it is looked. */
const LOOKS = [500, 1_000, 20_999, 21_000, 29_999, 30_000];

/** Returns what REST sees of AAPL's minute at each look, and of MSFT's at the last. */
async function look(
  ...faults: readonly FaultSpec[]
): Promise<(readonly WireBar[])[]> {
  const { world, clock } = testWorld(START);
  const editions = openEditions(world);
  for (const fault of faults) world.faults.set(fault);
  const minute = clock.now();
  const bars = await world.bars(minute - 1, minute);
  const [aapl, , msft] = bars as [Bar, Bar, Bar];
  await clock.advance(MINUTE);
  const seen: (readonly WireBar[])[] = [];
  for (const after of LOOKS) {
    await clock.advance(minute + MINUTE + after - clock.now());
    seen.push(await editions.rows(aapl, clock.now()));
  }
  return [...seen, await editions.rows(msft, clock.now())];
}

function closes(seen: readonly (readonly WireBar[])[]): unknown[] {
  return seen.map((rows) => rows.map(({ c }) => c).join());
}

Deno.test("rows() has a bar a second after its minute", async () => {
  assert.deepEqual(
    closes(await look()),
    ["", "100", "100", "100", "100", "100", "100"],
  );
});

Deno.test("rows() never has what is missing, all of it with bars_none", async () => {
  assert.deepEqual(
    closes(await look({ name: "bar_missing", symbol: "AAPL", count: 1 })),
    ["", "", "", "", "", "", "100"],
  );
  assert.deepEqual(
    closes(await look({ name: "bars_none", count: 1 })),
    ["", "", "", "", "", "", ""],
  );
});

Deno.test("rows() has late bars twenty seconds later", async () => {
  assert.deepEqual(
    closes(await look({ name: "bars_late", count: 1 })),
    ["", "", "", "100", "100", "100", "100"],
  );
  const one = await look({ name: "bars_late", symbol: "MSFT", value: 90_000 });
  assert.deepEqual(closes(one), ["", "100", "100", "100", "100", "100", ""]);
});

Deno.test("rows() shows first values until thirty seconds after the minute", async () => {
  assert.deepEqual(
    closes(await look({ name: "bar_revised", symbol: "AAPL", value: 1.5 })),
    ["", "150", "150", "150", "150", "100", "100"],
  );
  const twice = await look({ name: "bar_twice", symbol: "AAPL" });
  assert.equal(twice[1]?.length, 2);
  assert.equal(twice[1]?.[0]?.t, twice[1]?.[1]?.t);
  assert.equal(twice[5]?.length, 1);
  const [, huge] = await look({ name: "bar_huge", symbol: "AAPL" });
  assert.equal(huge?.[0]?.h, 1e308);
  const [, none] = await look({ name: "bar_null", symbol: "AAPL" });
  assert.equal(none?.[0]?.c, null);
  const [, odd] = await look({ name: "bar_inconsistent", symbol: "AAPL" });
  assert(odd?.[0] && odd[0].l > odd[0].h);
});

Deno.test("of() decides once, and never about minutes before the start", async () => {
  const { world, clock } = testWorld(START);
  const editions = openEditions(world);
  world.faults.set({ name: "bar_missing", count: 2 });
  const minute = clock.now();
  assert.equal((await editions.of(minute - MINUTE)).size, 0);
  await clock.advance(MINUTE);
  const [first, again] = await Promise.all([
    editions.of(minute),
    editions.of(minute),
  ]);
  assert.deepEqual([...first.keys()], ["AAPL", "BTC"]);
  assert.equal(first, again);
  assert.equal((await editions.of(minute + MINUTE)).size, 0);
});
