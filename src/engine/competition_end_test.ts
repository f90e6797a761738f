import { strict as assert } from "node:assert";
import { MINUTE_MS } from "../domain/bar.ts";
import type { LedgerEvent } from "../domain/event.ts";
import { instrument } from "../domain/instrument.ts";
import type { Broker, BrokerReport } from "../ports/broker.ts";
import {
  fakeEngine,
  type FakeEngineOptions,
  registered,
  startOptions,
} from "../testing/engine.ts";
import { minuteAt, usd } from "../testing/events.ts";
import { fakeBroker } from "../testing/fake_broker.ts";
import { type FakeLedger, fakeLedger } from "../testing/fake_ledger.ts";
import { endCompetition } from "./competition.ts";
import { runMinute } from "./minute.ts";
import { recover } from "./recover.ts";
import { applyRegistry } from "./teams.ts";

const BTC = instrument("BTC", "crypto");
const LIMIT = {
  symbol: "BTC",
  action: "buy",
  quantity: 1,
  price: 90,
  "order_type": "limit",
};

/** Runs alpha, with a limit that nothing fills, for some minutes of a competition. */
async function played(
  ends: number,
  minutes: number,
  options: FakeEngineOptions = {},
) {
  const ledger = fakeLedger();
  const engine = fakeEngine({
    market: { instruments: [BTC] },
    editions: [[0, registered(["alpha"], { run247: true }), {
      name: "Cup",
      ends,
    }]],
    strategies: {
      alpha: ({ minute }) => minute === minuteAt(0) ? [LIMIT] : [],
    },
    ledger,
    barStore: ledger.bars,
    ...options,
  });
  const next = await recover(engine, startOptions(engine));
  for (let n = 0; n < minutes; n++) {
    // The first answer of a registry is asked for as a loop does.
    await applyRegistry(engine, next + n * MINUTE_MS);
    await runMinute(engine, next + n * MINUTE_MS);
  }
  return { engine, ledger };
}

/** What happened at the end: `STATUS` of orders, or the kind. */
function wordsOf(ledger: FakeLedger, from: number): string[] {
  return ledger.events().slice(from).map((event) =>
    event.kind === "status" ? event.status : event.kind
  );
}

Deno.test("endCompetition() cancels what is open, books what it brings, and is done once", async () => {
  const { engine, ledger } = await played(minuteAt(3), 3);
  const before = ledger.events().length;
  await endCompetition(engine);
  assert.deepEqual(wordsOf(ledger, before), [
    "PENDING_CANCEL",
    "CANCELED",
    "ended",
  ]);
  const [wish, done, ended] = ledger.events().slice(before);
  assert.ok(wish?.kind === "status" && done?.kind === "status");
  assert.deepEqual(
    [wish.minute, wish.at, wish.note],
    [minuteAt(2), minuteAt(3), "the competition has ended"],
  );
  assert.deepEqual(ended, { kind: "ended", minute: minuteAt(2), name: "Cup" });
  // The wish is durable before it leaves; all the rest is one commit.
  assert.deepEqual(
    engine.recorded.slice(-2).map(({ events }) => events.length),
    [1, 2],
  );
  assert.equal(
    engine.log.lines.at(-1)?.message,
    'The competition "Cup" has ended: the board is final',
  );
  await endCompetition(engine);
  assert.equal(ledger.events().length, before + 3);
});

Deno.test("endCompetition() expires what never left", async () => {
  const broker: Broker = {
    ...fakeBroker(),
    // The answers are lost: for all we know nothing has left.
    submit: () => Promise.resolve([]),
  };
  const { engine, ledger } = await played(minuteAt(2), 2, { broker });
  const before = ledger.events().length;
  await endCompetition(engine);
  assert.deepEqual(wordsOf(ledger, before), ["EXPIRED", "ended"]);
  const [expired] = ledger.events().slice(before);
  assert.ok(expired?.kind === "status" && expired.note === "not_sent");
});

/** A broker whose cancels take a while: it reports nothing, then this. */
function slowBroker(
  tries: number,
  last: (order: { id: string; teamId: string }) => BrokerReport,
): Broker {
  const broker = fakeBroker();
  let asked = 0;
  return {
    ...broker,
    settle(settlement) {
      const [order] = settlement.orders;
      if (order?.status !== "PENDING_CANCEL") return broker.settle(settlement);
      return Promise.resolve(++asked < tries ? [] : [last(order)]);
    },
  };
}

Deno.test("endCompetition() waits for a slow broker, books a late fill and values it", async () => {
  const broker = slowBroker(3, ({ id: orderId, teamId }) => ({
    orderId,
    fills: [{
      id: "late",
      orderId,
      teamId,
      symbol: "BTC",
      quantity: 1_000_000_000n as never,
      price: 90_000_000_000n as never,
      fee: 0n as never,
      feeQuantity: 0n as never,
      at: minuteAt(3) + 500,
    }],
    at: minuteAt(3) + 500,
  }));
  const { engine, ledger } = await played(minuteAt(3), 3, { broker });
  const before = ledger.events().length;
  const now = engine.clock.now();
  await endCompetition(engine);
  assert.deepEqual(wordsOf(ledger, before), [
    "PENDING_CANCEL",
    "fill",
    "valued",
    "ended",
  ]);
  assert.equal(engine.clock.now() - now, 2_000);
  // Bought at 90, marked at 100.
  assert.equal(engine.books.teams.get("alpha")?.equity, usd(10_010));
});

Deno.test("endCompetition() goes on without a broker that says nothing for a minute, and says so", async () => {
  const broker = slowBroker(Infinity, () => assert.fail());
  const { engine, ledger } = await played(minuteAt(3), 3, { broker });
  const before = ledger.events().length;
  const now = engine.clock.now();
  await endCompetition(engine);
  assert.deepEqual(wordsOf(ledger, before), ["PENDING_CANCEL", "ended"]);
  assert.equal(engine.clock.now() - now, 59_000);
  assert.deepEqual(
    engine.log.lines.filter(({ level }) => level === "error"),
    [{
      level: "error",
      message: "The broker did not end 1 orders: check them",
    }],
  );
});

Deno.test("endCompetition() lets itself be stopped, and goes on at the next start", async () => {
  const stop = new AbortController();
  const broker = slowBroker(2, ({ id: orderId }) => ({
    orderId,
    fills: [],
    status: "CANCELED",
    at: minuteAt(3),
  }));
  const settle = broker.settle;
  broker.settle = (settlement) => {
    if (settlement.orders[0]?.status === "PENDING_CANCEL") stop.abort();
    return settle(settlement);
  };
  const { engine, ledger } = await played(minuteAt(3), 3, { broker });
  const before = ledger.events().length;
  await endCompetition(engine, stop.signal);
  assert.deepEqual(wordsOf(ledger, before), ["PENDING_CANCEL"]);
  await endCompetition(engine);
  assert.deepEqual(wordsOf(ledger, before + 1), ["CANCELED", "ended"]);
});

Deno.test("endCompetition() misses the minutes that nobody ran in time", async () => {
  const { engine, ledger } = await played(minuteAt(9), 3);
  const before = ledger.events().length;
  await endCompetition(engine);
  const [missed, , , ended] = ledger.events().slice(before);
  assert.deepEqual(missed, {
    kind: "missed",
    from: minuteAt(3),
    minute: minuteAt(8),
    reason: "late",
  });
  assert.deepEqual(ended, { kind: "ended", minute: minuteAt(8), name: "Cup" });
});

Deno.test("endCompetition() settles the bars of a minute that was skipped after it opened", async () => {
  const { engine, ledger } = await played(minuteAt(4), 3, {
    // The limit at 90 is reached in the last minute.
    market: {
      instruments: [BTC],
      bar: (_, at) => at < minuteAt(3) ? {} : { low: 80, close: 85 },
    },
  });
  const bars = await engine.marketData.bars(
    minuteAt(2),
    minuteAt(3),
    new AbortController().signal,
  );
  const mark = { BTC: { price: usd(85) as never, at: minuteAt(3) } };
  const opened: LedgerEvent = {
    kind: "opened",
    minute: minuteAt(3),
    after: minuteAt(2),
    count: 1,
    symbols: 1,
    hash: "",
    marks: mark,
  };
  const reason = "the process was down";
  ledger.commit({
    events: [opened, { kind: "skipped", minute: minuteAt(3), reason }],
    bars,
  });
  engine.books = ledger.load().books;
  const before = ledger.events().length;
  await endCompetition(engine);
  assert.deepEqual(wordsOf(ledger, before), [
    "PENDING_CANCEL",
    "fill",
    "valued",
    "ended",
  ]);
  // One coin for 90, worth 85.
  assert.equal(engine.books.teams.get("alpha")?.equity, usd(9_995));
});

Deno.test("endCompetition() does nothing where nothing ends", async () => {
  const engine = fakeEngine();
  await endCompetition(engine);
  assert.equal(engine.head.length, 0);
});
