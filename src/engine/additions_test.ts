import { strict as assert } from "node:assert";
import type { Bar } from "../domain/bar.ts";
import type { BarChange } from "../domain/feed.ts";
import { random } from "../domain/random.ts";
import { EQUITIES, fakeEngine, startOptions } from "../testing/engine.ts";
import { minuteAt } from "../testing/events.ts";
import {
  fakeDigest,
  type FakeLedger,
  fakeLedger,
} from "../testing/fake_ledger.ts";
import { sampleBar } from "../testing/orders.ts";
import { addBars, nextMinute, takeChanges } from "./additions.ts";
import { hashBars } from "./bar_hash.ts";
import { runMinute } from "./minute.ts";
import { recover } from "./recover.ts";

const ALL = { symbol: "AAPL", from: minuteAt(0), to: Infinity, rows: 99 };

function bar(n: number, more: Partial<Bar> = {}): Bar {
  return sampleBar({ at: minuteAt(n), ...more });
}

/** An engine that has run so many minutes; AAPL has no bar in every third. */
async function ran(minutes: number) {
  const engine = fakeEngine({
    market: {
      bar: (symbol, at) =>
        symbol === "AAPL" && (at - minuteAt(0)) / 60_000 % 3 === 1
          ? undefined
          : {},
    },
  });
  await recover(engine, startOptions(engine));
  for (let n = 0; n < minutes; n++) await runMinute(engine, minuteAt(n));
  return { engine, ledger: engine.ledger as FakeLedger };
}

Deno.test("addBars() fills holes and keeps other values beside the first ones, with their event", async () => {
  const { engine, ledger } = await ran(5);
  const added = [bar(1), bar(4)];
  const revised = bar(0, { open: 101 });
  const result = await addBars(engine, [bar(4), revised, bar(1)], "repair");
  assert.deepEqual(result, { added: 2, revised: 1, ignored: 0, faulty: 0 });
  assert.deepEqual(ledger.events().at(-1), {
    kind: "bars_added",
    minute: minuteAt(5),
    source: "repair",
    count: 2,
    revised: 1,
    from: minuteAt(0),
    to: minuteAt(4),
    hash: hashBars([...added, revised], fakeDigest),
  });
  const times = (known: number) =>
    engine.history.read({ ...ALL, known: minuteAt(known) }).length;
  assert.deepEqual([times(4), times(5)], [3, 5]);
  const [first] = engine.history.read({ ...ALL, values: "latest" });
  assert.deepEqual(first, revised);
  assert.deepEqual(engine.history.read(ALL)[0], bar(0));
});

Deno.test("addBars() leaves windows and marks as they are", async () => {
  const { engine } = await ran(5);
  const window = () => engine.barStore.lastRows(["AAPL"], 9, minuteAt(9));
  const before = [window(), engine.books.marks.get("AAPL")];
  await addBars(engine, [bar(4, { open: 90 })], "late");
  assert.deepEqual([window(), engine.books.marks.get("AAPL")], before);
});

Deno.test("addBars() ignores what is there, later or not of the universe, and counts what is faulty", async () => {
  const { engine } = await ran(3);
  const { length } = engine.head;
  const result = await addBars(engine, [
    bar(0),
    bar(2),
    bar(3),
    bar(1, { symbol: "TSLA" }),
    bar(1, { low: NaN }),
    bar(1, { low: 1e9 }),
  ], "import");
  assert.deepEqual(result, { added: 0, revised: 0, ignored: 4, faulty: 2 });
  assert.equal(engine.head.length, length);
  assert.deepEqual(engine.log.lines.map(({ message }) => message), [
    "Refused a bar of AAPL: price NaN is out of range",
  ]);
});

Deno.test("addBars() adds nothing twice, and takes no value twice in a row", async () => {
  const { engine } = await ran(5);
  const bars = [bar(1), bar(1), bar(0, { open: 99 }), bar(3, { vwap: 100 })];
  await addBars(engine, bars, "repair");
  const { length } = engine.head;
  const again = await addBars(engine, bars, "repair");
  assert.deepEqual(again, { added: 0, revised: 0, ignored: 4, faulty: 0 });
  assert.equal(engine.head.length, length);
  // Who tells less does not say anything else.
  const less = await addBars(engine, [bar(3)], "import");
  assert.equal(less.ignored, 1);
  const back = await addBars(engine, [bar(0)], "repair");
  assert.equal(back.revised, 1, "the source went back to the first values");
});

Deno.test("addBars() makes bars known after the minute that is open", async () => {
  const { engine } = await ran(4);
  engine.strategies.run = () => Promise.reject(new Error("dead"));
  await assert.rejects(runMinute(engine, minuteAt(4)), /dead/);
  assert.equal(engine.books.open?.minute, minuteAt(4));
  assert.equal(nextMinute(engine.books), minuteAt(5));
  await addBars(engine, [bar(1)], "backfill");
  const known = (n: number) =>
    engine.history.read({ ...ALL, known: minuteAt(n) }).length;
  assert.equal(known(5), known(4) + 1);
});

Deno.test("addBars() commits a thousand at a time and breathes in between, until it is told to stop", async () => {
  const { engine, ledger } = await ran(1);
  let breaths = 0;
  const stop = new AbortController();
  const breathing = {
    ...engine,
    breathe: () => {
      if (++breaths === 2) stop.abort();
      return Promise.resolve();
    },
  };
  const past = Array.from({ length: 3_500 }, (_, n) => bar(-9_000 + n));
  const { signal } = stop;
  const result = await addBars(breathing, past, "backfill", { signal });
  assert.deepEqual([result.added, breaths], [2_000, 2]);
  const events = ledger.events().filter(({ kind }) => kind === "bars_added");
  assert.equal(events.length, 2);
});

Deno.test("addBars() comes to the same whatever the pages, and fills every hole once", async () => {
  const next = random("additions", 3);
  const source = Array.from(
    { length: 400 },
    (_, i) => bar(-200 + i % 200, { symbol: i < 200 ? "AAPL" : "MSFT" }),
  );
  const { engine } = await ran(1);
  const there = engine.history.read({ ...ALL, from: 0, extended: true });
  for (let round = 0; round < 3; round++) {
    const bars = source.filter(() => next() < 0.8);
    for (let i = 0; i < bars.length;) {
      const size = 1 + Math.floor(next() * 90);
      await addBars(engine, bars.slice(i, i += size), "backfill");
    }
  }
  await addBars(engine, source, "backfill");
  const found = engine.history.read({
    ...{ ...ALL, from: minuteAt(-200), to: minuteAt(0), rows: 999 },
    extended: true,
  });
  assert.deepEqual(
    found.map(({ at }) => at),
    source.slice(0, 200).map(({ at }) => at),
  );
  assert.ok(there.length > 0);
});

Deno.test("takeChanges() keeps what a source says has changed, before the next minute opens", async () => {
  const { engine, ledger } = await ran(3);
  const changes: BarChange[] = [
    { kind: "late", bar: bar(1) },
    { kind: "revised", bar: bar(2, { open: 102 }) },
  ];
  const marketData = { ...engine.marketData, changes: () => changes.splice(0) };
  await runMinute({ ...engine, marketData }, minuteAt(3));
  const kinds = ledger.events().map(({ kind }) => kind);
  assert.equal(kinds[kinds.lastIndexOf("opened") - 1], "bars_added");
  const read = engine.history.read({
    ...{ ...ALL, known: minuteAt(3) },
    values: "latest",
  });
  assert.deepEqual(read.map(({ open }) => open), [100, 100, 102, 100]);
});

Deno.test("takeChanges() costs no minute when it fails", async () => {
  const { engine } = await ran(1);
  const marketData = {
    ...engine.marketData,
    changes: () => {
      throw new Error("a bug");
    },
  };
  await takeChanges({ ...engine, marketData });
  assert.deepEqual(engine.log.lines, [{
    level: "error",
    message: "Cannot keep bars that came late: a bug",
  }]);
});

Deno.test("addBars() leaves books and ledger as they were when the disk refuses", async () => {
  const ledger = fakeLedger();
  const engine = fakeEngine({ ledger, market: { instruments: EQUITIES } });
  await recover(engine, startOptions(engine));
  const { length } = engine.head;
  const full = {
    ...engine,
    ledger: {
      ...ledger,
      commit: () => {
        throw new Error("full");
      },
    },
  };
  await assert.rejects(addBars(full, [bar(-300)], "repair"), /full/);
  assert.equal(ledger.load().head.length, length);
});
