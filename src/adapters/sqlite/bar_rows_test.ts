import { strict as assert } from "node:assert";
import {
  BAR_COLUMNS,
  barOf,
  dayOf,
  prepareArrays,
  valuesOf,
} from "./bar_rows.ts";
import { barAt } from "./fixture_test.ts";
import { openDatabase } from "./schema.ts";

Deno.test("barOf() gives back what valuesOf() wrote, with what a source does not tell left out", () => {
  const database = openDatabase(":memory:");
  const write = database.prepare(
    `insert into bars (${BAR_COLUMNS}, regular) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const bars = [
    barAt("13:29"),
    barAt("13:30", { open: 0.1 + 0.2, low: 0.1, tradeCount: 3, vwap: 100.5 }),
    barAt("13:31", { tradeCount: 0 }),
    barAt("13:32", { vwap: 1e-9 }),
  ];
  for (const bar of bars) write.run(...valuesOf(bar));
  const read = prepareArrays(database, `select ${BAR_COLUMNS} from bars`);
  assert.deepEqual(read.all().map(barOf), bars);
  const regular = prepareArrays(database, "select regular from bars").all();
  assert.deepEqual(regular, [[0], [1], [1], [1]]);
});

Deno.test("dayOf() gives the start of the UTC day", () => {
  const start = Date.parse("2013-10-07T00:00:00Z");
  assert.equal(dayOf(start), start);
  assert.equal(dayOf(start + 86_399_999), start);
  assert.equal(dayOf(start - 1), start - 86_400_000);
});
