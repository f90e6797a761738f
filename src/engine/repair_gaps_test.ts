import { strict as assert } from "node:assert";
import { type Bar, compareBars, MINUTE_MS } from "../domain/bar.ts";
import { instrument } from "../domain/instrument.ts";
import { random } from "../domain/random.ts";
import { fakeBarHistory } from "../testing/fake_bar_history.ts";
import { sampleBar } from "../testing/orders.ts";
import { emptyMinutes, repairGaps } from "./repair_gaps.ts";

const OPEN = Date.parse("2026-11-20T14:30:00Z");
const at = (n: number) => OPEN + n * MINUTE_MS;
const bar = (symbol: string, n: number): Bar =>
  sampleBar({ symbol, at: at(n) });

Deno.test("repairGaps() asks for the missing minutes alone and adds what the source has", async () => {
  const stage = desk(
    [bar("AAPL", 0), bar("AAPL", 3), bar("BTC", 0), bar("BTC", 1)],
    [bar("AAPL", -1), bar("AAPL", 1), bar("AAPL", 3), bar("BTC", 1)],
  );
  const empty = emptyMinutes(() => 0, 1_000);
  const { signal } = new AbortController();
  const within = { from: at(0), to: at(4) };
  const report = await repairGaps(stage.desk, { ...within, empty, signal });
  assert.deepEqual(stage.asked, [["AAPL,BTC", 1, 4]]);
  assert.deepEqual(report, {
    ...within,
    ...{ scanned: 2, expected: 8, missing: 4, empty: 0 },
    ...{ asked: 1, fetched: 3, added: 1, revised: 0 },
  });
  // What the source did not have is not asked for again; what came is there.
  const again = await repairGaps(stage.desk, { ...within, empty, signal });
  assert.equal(stage.asked.length, 1);
  assert.deepEqual(
    [again.missing, again.empty, again.asked, again.added],
    [3, 3, 0, 0],
  );
});

Deno.test("repairGaps() never adds what lies outside of sessions or of the minutes asked for", async () => {
  const all = Array.from({ length: 20 }, (_, n) => bar("AAPL", n - 10));
  const stage = desk([], all);
  const { signal } = new AbortController();
  await repairGaps(stage.desk, { from: at(-5), to: at(3), signal });
  assert.deepEqual(
    stage.bars.filter(({ symbol }) => symbol === "AAPL").map(({ at }) => at),
    [at(0), at(1), at(2)],
  );
});

Deno.test("repairGaps() stops when it is told to, and notes nothing as empty that was not asked for", async () => {
  const stage = desk([], [bar("AAPL", 0)]);
  const controller = new AbortController();
  controller.abort();
  const empty = emptyMinutes(() => 0, 1_000);
  const { signal } = controller;
  const report = await repairGaps(stage.desk, {
    ...{ from: at(0), to: at(2), empty, signal },
  });
  assert.deepEqual([report.asked, stage.asked.length], [0, 0]);
  assert.equal(empty.has("AAPL", at(0)), false);
});

Deno.test("repairGaps() makes any store whole, a second time it adds nothing", async () => {
  for (let seed = 0; seed < 5; seed++) {
    const next = random("repair", seed);
    const all = ["AAPL", "BTC"].flatMap((symbol) =>
      Array.from({ length: 300 }, (_, n) => bar(symbol, n))
    );
    const stage = desk(all.filter(() => next() < 0.5), all);
    const { signal } = new AbortController();
    const within = { from: at(0), to: at(300), signal };
    const first = await repairGaps(stage.desk, within);
    assert.equal(first.added, first.missing);
    assert.deepEqual(
      stage.bars.toSorted(compareBars),
      all.toSorted(compareBars),
    );
    const second = await repairGaps(stage.desk, within);
    assert.deepEqual([second.missing, second.asked], [0, 0]);
  }
});

Deno.test("emptyMinutes() remembers a minute for a while and forgets it", () => {
  let now = 0;
  const empty = emptyMinutes(() => now, 1_000);
  empty.add("A", at(1));
  for (const [time, isKnown] of [[0, true], [999, true], [1_500, true]]) {
    now = time as number;
    assert.equal(empty.has("A", at(1)), isKnown, `${time}`);
  }
  now = 2_600;
  assert.equal(empty.has("A", at(1)), false);
  empty.add("A", at(2));
  now = 10_000;
  assert.equal(empty.has("A", at(2)), false);
  assert.equal(empty.has("B", at(2)), false);
});

/** A store and a source of bars, and what was asked of it. */
function desk(bars: Bar[], source: readonly Bar[]) {
  const asked: [string, number, number][] = [];
  const instruments = new Map(
    [instrument("AAPL", "equity"), instrument("BTC", "crypto")]
      .map((each) => [each.symbol, each]),
  );
  return {
    bars,
    asked,
    desk: {
      books: () => ({ instruments }),
      history: fakeBarHistory(bars),
      breathe: () => Promise.resolve(),
      marketData: {
        async *past(symbols: readonly string[], from: number, to: number) {
          asked.push([
            symbols.join(),
            (from - OPEN) / MINUTE_MS,
            (to - OPEN) / MINUTE_MS,
          ]);
          await Promise.resolve();
          // Also what was not asked for.
          yield source.filter((each) => symbols.includes(each.symbol));
        },
      },
      add(found: readonly Bar[]) {
        const fresh = found.filter((each) =>
          !bars.some((known) => compareBars(known, each) === 0)
        );
        bars.push(...fresh);
        return Promise.resolve({ added: fresh.length, revised: 0 });
      },
    },
  };
}
