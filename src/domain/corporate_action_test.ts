import { strict as assert } from "node:assert";
import { sampleDividend, sampleSplit } from "../testing/actions.ts";
import {
  actionText,
  compareActions,
  isSameAction,
} from "./corporate_action.ts";

Deno.test("actionText() names an action in a few words", () => {
  assert.equal(actionText(sampleSplit(4, 1)), "split 4:1 of AAPL");
  assert.equal(actionText(sampleSplit(1, 1.5)), "split 1:1.5 of AAPL");
  assert.equal(
    actionText(sampleDividend(0.25)),
    "dividend of 0.25 a share of AAPL",
  );
});

Deno.test("compareActions() orders by day, splits before dividends, then by id", () => {
  const sorted = [
    sampleSplit(4, 1, { exDate: "2013-10-07", id: "z" }),
    sampleDividend(1, { exDate: "2013-10-07", id: "a" }),
    sampleDividend(1, { exDate: "2013-10-07", id: "b" }),
    sampleSplit(4, 1, { exDate: "2013-10-08", id: "a" }),
  ];
  assert.deepEqual(sorted.toReversed().sort(compareActions), sorted);
});

Deno.test("isSameAction() compares what happened, whatever its id", () => {
  const [a, b] = [{ id: "a" }, { id: "b" }];
  assert.ok(isSameAction(sampleSplit(4, 1, a), sampleSplit(8, 2, b)));
  assert.ok(isSameAction(sampleDividend(1, a), sampleDividend(1, b)));
  const others = [
    sampleSplit(1, 4),
    sampleSplit(4, 1, { symbol: "MSFT" }),
    sampleSplit(4, 1, { exDate: "2013-10-08" }),
    sampleDividend(4),
  ];
  for (const other of others) {
    assert.ok(!isSameAction(sampleSplit(4, 1), other));
  }
  assert.ok(!isSameAction(sampleDividend(1), sampleDividend(2)));
});
