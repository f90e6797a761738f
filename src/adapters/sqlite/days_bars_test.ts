import { strict as assert } from "node:assert";
import { compareBars } from "../../domain/bar.ts";
import { barsOfDays } from "./days_bars.ts";
import { addsBars, barAt } from "./fixture_test.ts";
import { sqliteLedger } from "./ledger.ts";
import { openDatabase } from "./schema.ts";

Deno.test("barsOfDays() gives bars as first seen, those of later events not", () => {
  const database = openDatabase(":memory:");
  const ledger = sqliteLedger(database);
  const [a, b, c, d] = ["13:30", "13:31", "13:32", "13:33"].map((time) =>
    barAt(time)
  );
  const known = barAt("14:00").at;
  const coin = barAt("13:30", { symbol: "BTC" });
  ledger.commit({ events: [], bars: [a!, d!] });
  ledger.commit(
    addsBars(known, { added: [b!], revised: [{ ...a!, open: 99.5 }] }),
  );
  ledger.commit(addsBars(known, { added: [c!] }));
  ledger.commit(addsBars(known, { history: [coin] }));
  const bars = barsOfDays(database);
  const all = (from: number, to: number, upTo: number) =>
    bars(from, to, upTo).sort(compareBars);
  assert.deepEqual(all(0, Infinity, 0), [a, d]);
  assert.deepEqual(all(0, Infinity, 1), [a, b, d]);
  assert.deepEqual(all(0, Infinity, 2), [a, b, c, d]);
  assert.deepEqual(all(0, Infinity, Infinity), [a, coin, b, c, d]);
  assert.deepEqual(all(b!.at, d!.at, Infinity), [b, c]);
});
