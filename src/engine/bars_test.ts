import { strict as assert } from "node:assert";
import { MINUTE_MS } from "../domain/bar.ts";
import { instrument } from "../domain/instrument.ts";
import { EQUITIES, fakeEngine, startOptions } from "../testing/engine.ts";
import { minuteAt, price } from "../testing/events.ts";
import { fakeDigest, type FakeLedger } from "../testing/fake_ledger.ts";
import type { FakeMarketOptions } from "../testing/fake_market_data.ts";
import { sampleBar } from "../testing/orders.ts";
import { hashBars } from "./bar_hash.ts";
import { collectBars, marksOf, usable } from "./bars.ts";
import { skipMinute } from "./publish.ts";
import { recover } from "./recover.ts";

const KNOWN = new Map(
  [...EQUITIES, instrument("BTC", "crypto")].map((each) => [each.symbol, each]),
);

async function started(bar?: FakeMarketOptions["bar"]) {
  const engine = fakeEngine({ market: bar ? { bar } : {} });
  await recover(engine, startOptions(engine));
  return engine;
}

Deno.test("collectBars() opens the minute with its bars, stored and hashed", async () => {
  const engine = await started();
  const bars = await collectBars(engine, minuteAt(0)) ?? [];
  assert.deepEqual(bars.map(({ symbol }) => symbol), ["AAPL", "MSFT"]);
  const opened = (engine.ledger as FakeLedger).events().at(-1);
  assert.ok(opened?.kind === "opened");
  assert.equal(opened.hash, hashBars(bars, fakeDigest));
  assert.deepEqual(
    [opened.minute, opened.after, opened.count, opened.symbols],
    [minuteAt(0), minuteAt(-1), 2, 2],
  );
  assert.deepEqual(engine.barStore.between(minuteAt(-1), minuteAt(0)), bars);
  assert.equal(engine.books.marks.get("AAPL")?.price, price(100));
});

Deno.test("collectBars() answers a minute that is open with what was stored, whatever the source says now", async () => {
  let close = 100;
  const engine = await started(() => ({ close }));
  const first = await collectBars(engine, minuteAt(0));
  close = 101;
  const { length } = engine.head;
  assert.deepEqual(await collectBars(engine, minuteAt(0)), first);
  assert.equal(engine.head.length, length);
});

Deno.test("collectBars() keeps out what is old, from the future or not of the universe", async () => {
  const engine = await started();
  const wrong = [
    sampleBar({ at: minuteAt(-1) }),
    sampleBar({ at: minuteAt(1) }),
    sampleBar({ at: minuteAt(0), symbol: "TSLA" }),
    sampleBar({ at: minuteAt(0), symbol: "MSFT", low: NaN }),
  ];
  const right = sampleBar({ at: minuteAt(0) });
  engine.marketData.bars = () => Promise.resolve([...wrong, right]);
  assert.deepEqual(await collectBars(engine, minuteAt(0)), [right]);
  assert.deepEqual(engine.log.lines, [{
    level: "warning",
    message: "Refused a bar of MSFT: price NaN is out of range",
  }]);
});

Deno.test("collectBars() returns nothing and writes nothing when the source is down", async () => {
  const engine = await started();
  const { length } = engine.head;
  engine.marketData.bars = () => Promise.reject(new Error("503"));
  assert.equal(await collectBars(engine, minuteAt(0)), undefined);
  assert.equal(engine.head.length, length);
  assert.deepEqual(engine.log.lines, [{
    level: "error",
    message: "No bars: 503",
  }]);
});

Deno.test("collectBars() asks for the bars of minutes that did not open, once", async () => {
  const engine = await started();
  skipMinute(engine, minuteAt(0), "no data");
  skipMinute(engine, minuteAt(1), "no data");
  const bars = await collectBars(engine, minuteAt(2)) ?? [];
  assert.deepEqual(bars.map(({ at }) => (at - minuteAt(0)) / MINUTE_MS), [
    0,
    0,
    1,
    1,
    2,
    2,
  ]);
});

Deno.test("usable() sorts by minute, then symbol", () => {
  const bars = [
    sampleBar({ at: minuteAt(1) }),
    sampleBar({ at: minuteAt(0), symbol: "MSFT" }),
    sampleBar({ at: minuteAt(0) }),
  ];
  const log = { write: () => {} };
  assert.deepEqual(usable(KNOWN, bars, log), bars.toReversed());
});

Deno.test("hashBars() depends on every digit and on the order", () => {
  const a = sampleBar({ at: minuteAt(0) });
  const b = sampleBar({ at: minuteAt(0), symbol: "MSFT" });
  const hash = hashBars([a, b], fakeDigest);
  assert.notEqual(hashBars([b, a], fakeDigest), hash);
  assert.notEqual(hashBars([a, { ...b, volume: 10_001 }], fakeDigest), hash);
  assert.equal(hashBars([{ ...a }, { ...b }], fakeDigest), hash);
});

Deno.test("marksOf() takes the last close, of equities in sessions only", () => {
  const early = minuteAt(-1);
  const bars = [
    sampleBar({ at: early, close: 90, low: 80 }),
    sampleBar({ at: early, symbol: "BTC", open: 500 }),
    sampleBar({ at: minuteAt(0), symbol: "MSFT", open: 50 }),
    sampleBar({ at: minuteAt(1), symbol: "MSFT", open: 51 }),
  ];
  assert.deepEqual(marksOf(KNOWN, bars), {
    BTC: { price: price(500), at: early },
    MSFT: { price: price(51), at: minuteAt(1) },
  });
});
