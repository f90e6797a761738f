import { strict as assert } from "node:assert";
import type { Price, Quantity } from "../../domain/decimal.ts";
import type { Batch } from "../../ports/ledger.ts";
import {
  barHistoryCases,
  type HistoryStep,
} from "../../testing/bar_history_suite.ts";
import { sqliteBarHistory } from "./bar_history.ts";
import { addsBars, isCoin } from "./fixture_test.ts";
import { sqliteLedger } from "./ledger.ts";
import { openDatabase } from "./schema.ts";

/** Returns the commits of a step, each with its event. */
function batchesOf(
  { known, bars, history, added = [], revised = [] }: HistoryStep,
): Batch[] {
  const batches: Batch[] = [];
  if (bars) batches.push({ events: [], bars });
  if (history) batches.push(addsBars(known, { history }));
  if (added.length + revised.length > 0) {
    batches.push(addsBars(known, { added, revised }));
  }
  return batches;
}

for (const { name, run } of barHistoryCases) {
  Deno.test(`sqliteBarHistory() ${name}`, () =>
    run((steps) => {
      const database = openDatabase(":memory:");
      const ledger = sqliteLedger(database);
      for (const batch of steps.flatMap(batchesOf)) ledger.commit(batch);
      return sqliteBarHistory(database, isCoin);
    }));
}

Deno.test("actions() gives what companies did, oldest day first, of one symbol or all", () => {
  const database = openDatabase(":memory:");
  const history = sqliteBarHistory(database, isCoin);
  const dividend = (symbol: string, exDate: string) => ({
    ...{ id: `${symbol} ${exDate}`, symbol, exDate },
    ...{ type: "dividend" as const, cash: 250_000_000n as Price },
  });
  const split = {
    ...{ id: "s", symbol: "AAPL", exDate: "2026-11-16" },
    ...{ type: "split" as const, newShares: 4_000_000_000n as Quantity },
    oldShares: 1_000_000_000n as Quantity,
  };
  const actions = [
    dividend("MSFT", "2026-11-18"),
    dividend("AAPL", "2026-11-17"),
    split,
  ];
  sqliteLedger(database).commit({
    events: actions.map((action) => ({
      ...{ kind: "corporate_action" as const, minute: 60_000, action },
    })),
  });
  assert.deepEqual(history.actions(), actions.toReversed());
  assert.deepEqual(history.actions("AAPL"), [split, actions[1]]);
  assert.deepEqual(history.actions("GOOG"), []);
});
