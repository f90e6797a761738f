import { strict as assert } from "node:assert";
import { recordedMarketData } from "../../src/adapters/recorded/market_data.ts";
import { chooseMode } from "../../src/config/mode.ts";
import { decimalText } from "../../src/domain/decimal.ts";
import { registered } from "../../src/testing/engine.ts";
import { minuteAt } from "../../src/testing/events.ts";

import {
  AAPL,
  alphaOf,
  type Case,
  denialsOf,
  FLAT,
  ofKind,
  play,
  UNTOUCHED,
} from "./case.ts";

Deno.test("a buy of −1000 is refused", async () => {
  const { engine, events } = await play({
    signals: { 0: [{ ...AAPL, quantity: -1000, price: 1000 }] },
  });
  assert.deepEqual(denialsOf(events), ["0 invalid_quantity"]);
  assert.deepEqual(alphaOf(engine), UNTOUCHED);
});

Deno.test("a market buy of 1,000,000 with a reference of 0.01 is denied at the market's price", async () => {
  const { engine, events } = await play({
    signals: { 0: [{ ...AAPL, quantity: 1_000_000, price: 0.01 }] },
  });
  assert.deepEqual(denialsOf(events), ["0 not_enough_cash"]);
  const [denial] = ofKind(events, "denial");
  assert.match(denial?.message ?? "", /needs 103000000 at 103 /);
  assert.deepEqual(alphaOf(engine), UNTOUCHED);
});

Deno.test("a limit buy below the market stays open and reserves its cash", async () => {
  for (const limit of [80, 85, 90, 95, 99]) {
    const { engine, events } = await play({
      signals: {
        0: [{ ...AAPL, quantity: 50, price: limit, "order_type": "limit" }],
      },
    });
    assert.deepEqual(ofKind(events, "fill"), []);
    assert.deepEqual(alphaOf(engine), {
      ...UNTOUCHED,
      free: String(10_000 - 50 * limit),
      open: ["ACCEPTED"],
    });
  }
});

Deno.test("of three limit buys of 10,000 with cash of 10,000 one is accepted and two are denied", async () => {
  const bid = { ...AAPL, quantity: 125, price: 80, "order_type": "limit" };
  const { engine, events } = await play({ signals: { 0: [bid, bid, bid] } });
  assert.deepEqual(denialsOf(events), [
    "1 not_enough_cash",
    "2 not_enough_cash",
  ]);
  assert.deepEqual(alphaOf(engine), {
    ...UNTOUCHED,
    free: "0",
    open: ["ACCEPTED"],
  });
});

Deno.test("cash and position move with the fill of a limit order", async () => {
  const { engine, events } = await play({
    signals: {
      0: [{ ...AAPL, quantity: 50, price: 99.8, "order_type": "limit" }],
    },
  });
  const fills = ofKind(events, "fill");
  assert.equal(fills.length, 1);
  assert.equal(fills[0]?.at, minuteAt(1));
  // 10,000 − 50 × 99.8, and 50 × 100 held.
  assert.deepEqual(alphaOf(engine), {
    cash: "5010",
    equity: "10010",
    free: "5010",
    open: [],
    held: ["50"],
  });
});

Deno.test("what the broker rejects is REJECTED with its reason, and nothing is booked", async () => {
  const { engine, events } = await play({
    signals: { 0: [{ ...AAPL, quantity: 5 }] },
    broker: (broker) => ({
      ...broker,
      submit: (orders) =>
        Promise.resolve(orders.map(({ id }) => ({
          orderId: id,
          fills: [],
          status: "REJECTED",
          at: minuteAt(1),
          note: "account is restricted",
        }))),
    }),
  });
  assert.deepEqual(alphaOf(engine), UNTOUCHED);
  const [order] = engine.books.orders.values();
  assert.deepEqual([order?.status, order?.note], [
    "REJECTED",
    "account is restricted",
  ]);
  assert.deepEqual(ofKind(events, "fill"), []);
});

Deno.test("a market order stays open until a fill says otherwise", async () => {
  const { engine, events } = await play({
    minutes: 5,
    signals: { 0: [{ ...AAPL, quantity: 5 }] },
    // Nobody trades for two minutes.
    bar: (symbol, at) =>
      symbol === "AAPL" && (at === minuteAt(1) || at === minuteAt(2))
        ? undefined
        : FLAT,
  });
  const [fill] = ofKind(events, "fill");
  assert.equal(fill?.at, minuteAt(3));
  const cashAt = ofKind(events, "valued").map(({ equity }) =>
    decimalText(equity.alpha ?? 0n)
  );
  assert.deepEqual(cashAt.slice(0, 4), ["10000", "10000", "10000", "10000"]);
  assert.deepEqual(alphaOf(engine).held, ["5"]);
});

Deno.test("a restart after fills finds identical books", async () => {
  const folder = await Deno.makeTempDir();
  const path = `${folder}/ledger.sqlite`;
  const plan: Case = {
    signals: {
      0: [{ ...AAPL, quantity: 5 }],
      2: [{ ...AAPL, action: "sell", quantity: 2 }],
    },
  };
  const whole = await play({ ...plan, minutes: 4 });
  for (const minutes of [2, 2, 4, 4]) {
    const { engine, events } = await play({ ...plan, minutes }, path);
    if (minutes < 4) continue;
    assert.deepEqual(engine.books, whole.engine.books);
    assert.deepEqual(events, whole.events);
  }
  assert.equal(ofKind(whole.events, "fill").length, 2);
  assert.equal(ofKind(whole.events, "deposit").length, 1);
  await Deno.remove(folder, { recursive: true });
});

Deno.test("a bar at 14:30Z is stored, hashed and handed out as 14:30Z", async () => {
  const folder = await Deno.makeTempDir();
  await Deno.writeTextFile(
    `${folder}/2026-11-20.csv`,
    "symbol,timestamp,open,high,low,close,volume\n" +
      "AAPL,2026-11-20T14:30:00Z,100,101,99,100.5,1000\n" +
      "AAPL,2026-11-20T14:31:00Z,100,101,99,100.5,1000\n",
  );
  const now = Date.parse("2026-11-20T14:30:00Z");
  const { engine, events } = await play({
    marketData: await recordedMarketData({ folder }),
    now,
    minutes: 1,
  });
  const [opened] = ofKind(events, "opened");
  assert.equal(opened?.minute, now);
  assert.equal(opened.marks["AAPL"]?.at, now);
  assert.deepEqual(
    engine.strategies.delivered.map(({ bars }) =>
      bars.map(({ at }) => new Date(at).toISOString())
    ),
    [["2026-11-20T14:30:00.000Z"]],
  );
  await Deno.remove(folder, { recursive: true });
});

Deno.test("on Thanksgiving, and at 14:30 New York on the day after, the market is closed", async () => {
  for (const time of ["2026-11-26T15:00:00Z", "2026-11-27T19:30:00Z"]) {
    const now = Date.parse(time);
    const { engine, events } = await play({
      now,
      signals: { 0: [{ ...AAPL, quantity: 5 }] },
    });
    assert.deepEqual(denialsOf(events), ["0 market_closed"], time);
    assert.deepEqual(alphaOf(engine), UNTOUCHED);
    const others = await play({ now, team: registered(["alpha"])[0]! });
    assert.deepEqual(others.engine.strategies.calls, [], time);
  }
});

Deno.test("a symbol that has no bar is marked at its last price", async () => {
  const { engine, events } = await play({
    minutes: 4,
    signals: { 0: [{ ...AAPL, quantity: 10 }] },
    bar: (symbol, at) =>
      symbol === "AAPL" && at > minuteAt(1)
        ? undefined
        : { open: 100, close: at === minuteAt(1) ? 100.25 : 100 },
  });
  const equity = ofKind(events, "valued").map((event) => event.equity.alpha);
  assert.equal(equity.at(-1), equity.at(-3));
  const { cash, equity: value } = alphaOf(engine);
  assert.equal(Number(value), Number(cash) + 10 * 100.25);
  assert.equal(engine.books.marks.get("AAPL")?.at, minuteAt(1));
});

Deno.test("a new strategy runs from the next minute", async () => {
  const edition = (code: string) => registered(["alpha"], { code });
  const { engine } = await play({
    minutes: 4,
    editions: [[0, edition("01d")], [minuteAt(2) + 1, edition("4e3")]],
  });
  assert.deepEqual(
    engine.strategies.calls.map(({ spec }) => spec.code),
    ["01d", "01d", "4e3", "4e3"],
  );
});

Deno.test("the fill of an order stands when a cancel arrived between its bar's open and its settling", async () => {
  const { engine, events } = await play({
    strategy: ({ minute, view }) =>
      minute === minuteAt(0)
        ? [{ ...AAPL, quantity: 5, price: 98, "order_type": "limit" }]
        : view.openOrders.map(({ order_id }) => ({ cancel: order_id })),
    // The bar that is under way when the cancel arrives trades at the limit.
    bar: (_, at) => at === minuteAt(2) ? { ...FLAT, low: 97 } : FLAT,
    minutes: 4,
  });
  const [fill] = ofKind(events, "fill");
  assert.equal(fill?.at, minuteAt(2));
  assert.deepEqual(
    ofKind(events, "status").map(({ status }) => status),
    ["ACCEPTED", "PENDING_CANCEL"],
  );
  assert.deepEqual(alphaOf(engine).held, ["5"]);
  assert.deepEqual(
    [...engine.books.orders.values()].map(({ status }) => status),
    ["FILLED"],
  );
});

Deno.test("keys of a live account and recorded bars are refused together", () => {
  const env = {
    ALPACA_API_KEY: "key",
    ALPACA_API_SECRET: "secret",
    ALPACA_PAPER: "false",
  };
  for (const live of [true, false]) {
    for (const broker of [undefined, "alpaca"] as const) {
      assert.throws(
        () =>
          chooseMode({
            env,
            feed: "recorded",
            live,
            ...(broker && { broker }),
          }),
        { code: "invalid" },
      );
    }
  }
});
