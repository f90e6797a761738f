import { strict as assert } from "node:assert";
import { alpacaCorporateActions } from "./corporate_actions.ts";
import { keptLog, NEVER, scriptedRest, steppedClock } from "./fixture_test.ts";

const clock = steppedClock("2026-11-20T14:30:00Z");
const split = (more = {}) => ({
  ...{ id: "s1", symbol: "AAPL", ex_date: "2026-11-20", cusip: "x" },
  ...{ new_rate: 4, old_rate: 1, process_date: "2026-11-20", ...more },
});
const dividend = (more = {}) => ({
  ...{ id: "d1", symbol: "MSFT", ex_date: "2026-11-19", special: false },
  ...{ rate: 0.83, foreign: false, process_date: "2026-11-19", ...more },
});

function actionsOf(
  answer: (url: URL) => unknown,
  log = keptLog(),
) {
  const rest = scriptedRest(clock, (url) => Response.json(answer(url)));
  return alpacaCorporateActions({ rest, log });
}

Deno.test("alpacaCorporateActions() reads splits both ways and dividends, over all pages", async () => {
  const source = actionsOf(({ searchParams }) =>
    searchParams.get("page_token") === null
      ? {
        corporate_actions: { forward_splits: [split()] },
        next_page_token: "2",
      }
      : {
        corporate_actions: {
          reverse_splits: [
            split({ id: "s2", symbol: "BRK.B", new_rate: 1, old_rate: 2.5 }),
          ],
          cash_dividends: [dividend(), dividend()],
          stock_dividends: [dividend({ id: "t1", rate: 0.05 })],
          spin_offs: [{ id: "o1" }],
        },
        next_page_token: null,
      }
  );
  const symbols = ["AAPL", "BRK.B", "MSFT"];
  const found = await source.actions(
    symbols,
    "2026-11-19",
    "2026-11-20",
    NEVER,
  );
  assert.deepEqual(found, [
    {
      ...{ id: "s1", symbol: "AAPL", exDate: "2026-11-20", type: "split" },
      ...{ newShares: 4_000_000_000n, oldShares: 1_000_000_000n },
    },
    {
      ...{ id: "s2", symbol: "BRK.B", exDate: "2026-11-20", type: "split" },
      ...{ newShares: 1_000_000_000n, oldShares: 2_500_000_000n },
    },
    {
      ...{ id: "d1", symbol: "MSFT", exDate: "2026-11-19", type: "dividend" },
      cash: 830_000_000n,
    },
    {
      ...{ id: "t1", symbol: "MSFT", exDate: "2026-11-19", type: "split" },
      ...{ newShares: 1_050_000_000n, oldShares: 1_000_000_000n },
    },
  ]);
});

Deno.test("alpacaCorporateActions() finds a dividend by its ex-date, which is asked for by the day it is paid", async () => {
  const row = dividend({
    ...{ ex_date: "2026-11-19", process_date: "2026-12-04" },
  });
  const source = actionsOf(({ searchParams }) => {
    const [start = "", end = ""] = ["start", "end"].map((name) =>
      searchParams.get(name) ?? ""
    );
    const isIn = start <= row.process_date && row.process_date <= end;
    return { corporate_actions: isIn ? { cash_dividends: [row] } : {} };
  });
  const found = async (from: string, to: string) =>
    (await source.actions(["MSFT"], from, to, NEVER)).length;
  assert.equal(await found("2026-11-19", "2026-11-19"), 1);
  assert.equal(await found("2026-12-04", "2026-12-04"), 0);
});

Deno.test("alpacaCorporateActions() takes a special dividend and the usual one of its day for one", async () => {
  const source = actionsOf(() => ({
    corporate_actions: {
      cash_dividends: [
        dividend({ id: "extra", rate: 5, special: true }),
        dividend(),
        dividend({ id: "alone", symbol: "AAPL", special: true }),
      ],
    },
  }));
  const day = "2026-11-19";
  const found = await source.actions(["AAPL", "MSFT"], day, day, NEVER);
  assert.deepEqual(
    found.map((each) => [each.id, each.type === "dividend" && each.cash]),
    [["d1+extra", 5_830_000_000n], ["alone", 830_000_000n]],
  );
});

Deno.test("alpacaCorporateActions() leaves out other symbols, days, money, and splits that change nothing", async () => {
  const log = keptLog();
  const source = actionsOf(() => ({
    corporate_actions: {
      forward_splits: [
        split({ symbol: "TSLA" }),
        split({ ex_date: "2026-11-21" }),
        split({ new_rate: 1 }),
      ],
      cash_dividends: [dividend({ currency: "CAD" })],
    },
  }), log);
  const found = await source.actions(
    ["AAPL", "MSFT"],
    "2026-11-19",
    "2026-11-20",
    NEVER,
  );
  assert.deepEqual(found, []);
  assert.deepEqual(log.lines, []);
});

Deno.test("alpacaCorporateActions() says what it cannot read, and takes the others", async () => {
  const log = keptLog();
  const source = actionsOf(() => ({
    corporate_actions: {
      forward_splits: [split({ new_rate: 0 }), split({ old_rate: null })],
      cash_dividends: [
        dividend({ rate: -1 }),
        dividend({ currency: "" }),
        dividend({ rate: 1e-12, id: "d2" }),
      ],
    },
  }), log);
  const days = ["2026-11-19", "2026-11-20"] as const;
  const found = await source.actions(["AAPL", "MSFT"], ...days, NEVER);
  assert.deepEqual(found.map(({ id }) => id), ["d1"]);
  assert.equal(log.lines.length, 4);
});

Deno.test("alpacaCorporateActions() asks nothing for no symbols", async () => {
  const source = actionsOf(() => assert.fail("it asked"));
  const found = await source.actions([], "2026-11-19", "2026-11-20", NEVER);
  assert.deepEqual(found, []);
});
