import { strict as assert } from "node:assert";
import { openDatabaseReadOnly } from "../../src/adapters/sqlite/schema.ts";
import { verifyLedger } from "../../src/adapters/sqlite/verify.ts";
import { adjustBars } from "../../src/domain/adjust.ts";
import type { CorporateAction } from "../../src/domain/corporate_action.ts";
import { instrument } from "../../src/domain/instrument.ts";
import { sampleDividend, sampleSplit } from "../../src/testing/actions.ts";
import { registered } from "../../src/testing/engine.ts";
import { minuteAt, shares } from "../../src/testing/events.ts";
import { fakeActions } from "../../src/testing/fake_actions.ts";
import { fakeMarketData } from "../../src/testing/fake_market_data.ts";
import type { FakeStrategy } from "../../src/testing/fake_strategies.ts";
import { Death, engineOn, type Fate, run } from "./harness.ts";

/** 15:55 of the first day, 09:30 of the second. */
const [START, OPEN] = [385, 1440];

const SPLIT = sampleSplit(4, 1, { exDate: "2013-10-08" });
const DIVIDEND = sampleDividend(0.5, { exDate: "2013-10-08", symbol: "MSFT" });

/** AAPL and MSFT around 100 dollars; from the second day on AAPL at a quarter. */
function market() {
  return fakeMarketData({
    instruments: [
      instrument("AAPL", "equity"),
      instrument("MSFT", "equity"),
    ],
    bar(symbol, at) {
      const share = symbol === "AAPL" && at >= minuteAt(OPEN) ? 4 : 1;
      const open = (100 + at / 60_000 % 3) / share;
      return { open, high: open, low: open, close: open };
    },
  });
}

/** Buys both, leaves a bid and an offer open over night, and sells in the morning. */
const alpha: FakeStrategy = ({ minute }) => {
  const order = (symbol: string, action: string, quantity: number) => ({
    ...{ symbol, action, quantity, price: action === "buy" ? 85 : 115 },
  });
  const rest = { "order_type": "limit", "time_in_force": "gtc" };
  if (minute === minuteAt(START)) {
    return [order("AAPL", "buy", 10), order("MSFT", "buy", 10)];
  }
  if (minute === minuteAt(START + 2)) {
    return [
      { ...order("AAPL", "buy", 5), ...rest },
      { ...order("MSFT", "sell", 5), ...rest },
    ];
  }
  return minute === minuteAt(OPEN) ? [order("AAPL", "sell", 4)] : [];
};

/** Lives one life on a ledger file. */
async function live(
  path: string,
  known: readonly CorporateAction[],
  { fate, until = OPEN + 4 }: {
    readonly fate?: Fate;
    /** Minute that is not run. */
    readonly until?: number;
  } = {},
) {
  const { engine, writes, close } = engineOn(path, market(), {
    now: minuteAt(START),
    strategies: { alpha },
    editions: [[0, registered(["alpha"])]],
    actions: fakeActions(known),
    settings: { checkpointMinutes: 3 },
  }, fate);
  let died = false;
  try {
    await run(engine, { until: minuteAt(until) });
  } catch (error) {
    if (!(error instanceof Death)) throw error;
    died = true;
  }
  const { books, head, strategies } = engine;
  const stored = engine.barStore.lastRows(["AAPL"], 99, minuteAt(OPEN + 99));
  const database = openDatabaseReadOnly(path);
  const { faults } = verifyLedger(database);
  database.close();
  close();
  return {
    ...{ books, head, died, faults, writes: writes() },
    ...{ calls: strategies.calls, stored: stored.get("AAPL") ?? [] },
  };
}

async function withLedger<T>(work: (path: string) => Promise<T>): Promise<T> {
  const folder = await Deno.makeTempDir();
  try {
    return await work(`${folder}/ledger.sqlite`);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("a split day has the right quantities, costs, orders and history, and its books replay", async () => {
  await withLedger(async (path) => {
    const { books, calls, stored, faults } = await live(path, [
      SPLIT,
      DIVIDEND,
    ]);
    assert.deepEqual(faults, []);
    const team = books.teams.get("alpha");
    assert.ok(team);
    const { positions, dividends } = team;
    assert.equal(positions.get("AAPL")?.quantity, shares(36));
    assert.equal(positions.get("MSFT")?.quantity, shares(10));
    assert.equal(dividends, shares(5));
    const morning = calls.find(({ minute }) => minute === minuteAt(OPEN));
    const seen = morning?.view.positions.map(([symbol, quantity, average]) =>
      `${quantity} ${symbol} at ${Math.floor(average)}`
    );
    assert.deepEqual(seen, ["40 AAPL at 25", "10 MSFT at 102"]);
    const ends = [...books.orders.values()].map(({ status, note = "" }) =>
      `${status} ${note}`.trim()
    );
    assert.deepEqual(ends, [
      "FILLED",
      "FILLED",
      "CANCELED split 4:1 of AAPL",
      "ACCEPTED",
      "FILLED",
    ]);
    // What strategies see is what was traded; adjusted, nothing jumps.
    const closes = stored.map(({ close }) => Math.round(close));
    assert.ok(closes.some((each) => each >= 100) && closes.at(-1)! <= 26);
    const even = adjustBars(stored, [...books.actions.values()], {
      mode: "split",
    });
    assert.ok(even.every(({ close }) => close >= 25 && close <= 25.5));
    // At no minute is anybody richer or poorer by it.
    assert.ok(Math.abs(team.performance.maxDrawdown) < 0.01);
    assert.ok(Math.abs(team.performance.index - 1) < 0.01);
  });
});

Deno.test("the same jump without an action freezes: nothing moves but the bars", async () => {
  await withLedger(async (path) => {
    const { books, faults } = await live(path, []);
    assert.deepEqual(faults, []);
    const { positions, performance } = books.teams.get("alpha") ?? {};
    assert.equal(positions?.get("AAPL")?.quantity, shares(10));
    assert.deepEqual([...books.frozen.keys()], ["AAPL"]);
    assert.ok(Math.abs((performance?.index ?? 0) - 1) < 0.01);
    const ends = [...books.orders.values()].map(({ status }) => status);
    // The morning's sale was denied.
    assert.deepEqual(ends, ["FILLED", "FILLED", "CANCELED", "ACCEPTED"]);
  });
});

Deno.test("what is booked is booked once, also by another name after a new start", async () => {
  await withLedger(async (path) => {
    const first = await live(path, [SPLIT], { until: OPEN + 2 });
    const began = first.books.teams.get("alpha")!.day.startEquity;
    const other = { ...SPLIT, id: "other" };
    const { books, faults } = await live(path, [other, DIVIDEND]);
    assert.deepEqual(faults, []);
    const { positions, dividends, day } = books.teams.get("alpha")!;
    assert.equal(positions.get("AAPL")?.quantity, shares(36));
    // The dividend came two minutes late: it is won on no day.
    assert.equal(dividends, shares(5));
    assert.equal(day.startEquity - began, dividends);
    assert.deepEqual([...books.actions.keys()], [SPLIT.id, DIVIDEND.id]);
  });
});

for (const when of ["before", "after"] as const) {
  Deno.test(`a process that dies ${when} any durable write of a split's morning books it once`, async () => {
    const known = [SPLIT, DIVIDEND];
    const whole = await withLedger((path) => live(path, known));
    const { writes } = await withLedger((path) =>
      live(path, known, { until: OPEN })
    );
    // For each action: cancels, what became of them, the action; then the bars.
    for (let write = writes + 1; write <= writes + 8; write++) {
      await withLedger(async (path) => {
        const { died } = await live(path, known, { fate: { write, when } });
        assert.ok(died, `write ${write}`);
        const { head, faults } = await live(path, known);
        assert.deepEqual(faults, [], `write ${write}`);
        assert.deepEqual(head, whole.head, `write ${write}`);
      });
    }
  });
}
