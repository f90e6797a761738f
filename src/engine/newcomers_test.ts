import { strict as assert } from "node:assert";
import { instrument } from "../domain/instrument.ts";
import { sampleSplit } from "../testing/actions.ts";
import {
  EQUITIES,
  fakeEngine,
  type FakeEngineOptions,
  registered,
  startOptions,
} from "../testing/engine.ts";
import { minuteAt, price } from "../testing/events.ts";
import { type FakeLedger, fakeLedger } from "../testing/fake_ledger.ts";
import { fakeMarketData } from "../testing/fake_market_data.ts";
import { sampleBar } from "../testing/orders.ts";
import { runLoop } from "./loop.ts";
import { newcomersBatch } from "./newcomers.ts";
import { recover } from "./recover.ts";

const { signal } = new AbortController();
const BTC = instrument("BTC", "crypto");

/** Starts on a ledger as a new process, with BTC in the universe or without. */
async function start(
  ledger: FakeLedger,
  { hasCoin = true, minutes = 0, ...options }: FakeEngineOptions & {
    readonly hasCoin?: boolean;
    readonly minutes?: number;
  } = {},
) {
  const instruments = hasCoin ? [EQUITIES[0]!, BTC, EQUITIES[1]!] : EQUITIES;
  const engine = fakeEngine({
    now: minuteAt(0),
    marketData: fakeMarketData({ instruments }),
    teams: registered(["alpha"]),
    ...{ ledger, barStore: ledger.bars },
    ...options,
  });
  const next = await recover(engine, startOptions(engine));
  await runLoop(engine, next, { duration: minutes, signal });
  return engine;
}

const addedTo = (ledger: FakeLedger) =>
  ledger.events().filter(({ kind }) => kind === "bars_added");

Deno.test("recover() gives a symbol that comes later its window and a mark", async () => {
  const ledger = fakeLedger();
  await start(ledger, { hasCoin: false, minutes: 3 });
  const engine = await start(ledger);
  const kinds = ledger.events().map(({ kind }) => kind);
  assert.deepEqual(kinds.slice(-2), ["universe", "bars_added"]);
  const event = ledger.events().at(-1);
  assert.ok(event?.kind === "bars_added");
  assert.deepEqual(
    [event.source, event.count, event.minute, event.from, event.to],
    ["history", 5, minuteAt(3), minuteAt(-2), minuteAt(2)],
  );
  assert.deepEqual(engine.books.marks.get("BTC"), {
    price: price(100),
    at: minuteAt(2),
  });
  const window = ledger.bars.lastRows(["BTC"], 9, minuteAt(2)).get("BTC");
  assert.equal(window?.length, 5);
  const known = { symbol: "BTC", from: 0, to: Infinity, rows: 9 };
  const read = (n: number) =>
    engine.history.read({ ...known, known: minuteAt(n) }).length;
  assert.deepEqual([read(2), read(3)], [0, 5]);
});

Deno.test("recover() gives it once, also when the process died meanwhile", async () => {
  const ledger = fakeLedger();
  await start(ledger, { hasCoin: false, minutes: 3 });
  const mortal: FakeLedger = {
    ...ledger,
    commit(batch) {
      ledger.commit(batch);
      throw new Error("dead");
    },
  };
  await assert.rejects(start(mortal), /dead/);
  assert.equal(addedTo(ledger).length, 1);
  await start(ledger, { minutes: 2 });
  await start(ledger);
  assert.equal(addedTo(ledger).length, 1);
});

Deno.test("recover() starts without it when it cannot be had, and asks again at the next start", async () => {
  const ledger = fakeLedger();
  await start(ledger, { hasCoin: false, minutes: 1 });
  const market = fakeMarketData({ instruments: [...EQUITIES, BTC] });
  const engine = await start(ledger, {
    marketData: {
      ...market,
      history: () => Promise.reject(new Error("503")),
    },
  });
  assert.deepEqual(engine.log.lines[0], {
    level: "error",
    message: "No bars from before for BTC: 503",
  });
  assert.equal(addedTo(ledger).length, 0);
  await start(ledger);
  assert.equal(addedTo(ledger).length, 1);
});

Deno.test("recover() asks for nothing when nothing is new, whatever has died", async () => {
  const ledger = fakeLedger();
  await start(ledger, { minutes: 2 });
  const market = fakeMarketData({
    instruments: [EQUITIES[0]!, BTC, EQUITIES[1]!],
  });
  await start(ledger, {
    marketData: { ...market, history: () => assert.fail("was asked") },
  });
  assert.equal(addedTo(ledger).length, 0);
});

Deno.test("newcomersBatch() marks what comes back in today's shares", async () => {
  const engine = await start(fakeLedger(), { hasCoin: false, minutes: 2 });
  const action = sampleSplit(4, 1, { symbol: "AAPL", exDate: "2013-10-07" });
  engine.books.actions.set(action.id, action);
  engine.books.marks.delete("AAPL");
  // On the Friday before.
  const at = Date.parse("2013-10-04T15:00:00Z");
  const { events } = newcomersBatch(engine, [sampleBar({ at, close: 100 })]);
  assert.ok(events[0]?.kind === "bars_added");
  assert.deepEqual(events[0].marks, { AAPL: { price: price(25), at } });
});
