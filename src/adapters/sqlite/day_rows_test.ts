import { strict as assert } from "node:assert";
import { barAt } from "./fixture_test.ts";
import { dayRows } from "./day_rows.ts";
import { sqliteLedger } from "./ledger.ts";
import { openDatabase } from "./schema.ts";

const DAY_MS = 86_400_000;

Deno.test("days() gives a symbol's days that a stretch touches, in either order", () => {
  const database = openDatabase(":memory:");
  const bars = [0, 1, 4].map((n) => {
    const { at } = barAt("13:30");
    return barAt("13:30", { at: at + n * DAY_MS });
  });
  const other = { ...bars[0]!, symbol: "MSFT", at: bars[0]!.at + 2 * DAY_MS };
  sqliteLedger(database).commit({ events: [], bars: [...bars, other] });
  const rows = dayRows(database);
  const first = bars[0]!.at - bars[0]!.at % DAY_MS;
  const days = (from: number, to: number, newest = false) =>
    [...rows.days({ symbol: "AAPL", from, to, newest })]
      .map(({ day }) => (day - first) / DAY_MS);
  assert.deepEqual(days(0, Infinity), [0, 1, 4]);
  assert.deepEqual(days(0, Infinity, true), [4, 1, 0]);
  assert.deepEqual(days(first + DAY_MS - 1, first + DAY_MS), [0]);
  assert.deepEqual(days(first + DAY_MS, first + 4 * DAY_MS + 1), [1, 4]);
  assert.deepEqual(days(first + 9 * DAY_MS, Infinity), []);
});
