import { strict as assert } from "node:assert";
import { type Bar, MINUTE_MS } from "../domain/bar.ts";
import { instrument } from "../domain/instrument.ts";
import { fakeBarHistory } from "../testing/fake_bar_history.ts";
import { sampleBar } from "../testing/orders.ts";
import { repairer } from "./repair.ts";
import type { DayReport } from "./validate_day.ts";

const { signal } = new AbortController();

Deno.test("repairer() repairs every 15 minutes of the session and every 60 else", async () => {
  const stage = desk("2026-11-20T20:00:00Z");
  const repairs = repairer(stage.desk, true);
  const times: string[] = [];
  for (let n = 0; n <= 180; n++) {
    const before = repairs.view().lastAt;
    await repairs.look(signal);
    const { lastAt } = repairs.view();
    if (lastAt !== undefined && lastAt !== before) {
      times.push(new Date(lastAt).toISOString().slice(11, 16));
    }
    stage.now += MINUTE_MS;
  }
  assert.deepEqual(times, [
    ...["20:00", "20:15", "20:30", "20:45", "21:45", "22:45"],
  ]);
  const { nextInMinutes, isMarketOpen } = repairs.view();
  assert.deepEqual([nextInMinutes, isMarketOpen], [44, false]);
});

Deno.test("repairer() looks at the previous session once a day, also on a Monday", async () => {
  const stage = desk("2026-11-23T15:00:00Z");
  const repairs = repairer(stage.desk, true);
  await repairs.look(signal);
  assert.equal(repairs.view().last?.from, Date.parse("2026-11-20T14:30:00Z"));
  stage.now += 15 * MINUTE_MS;
  await repairs.look(signal);
  assert.equal(repairs.view().last?.from, Date.parse("2026-11-21T15:15:00Z"));
});

Deno.test("repairer() leaves the newest minutes to the feed, and waits for the first", async () => {
  const stage = desk("2026-11-20T15:00:00Z");
  const upTo = stage.books.barsUpTo;
  delete stage.books.barsUpTo;
  const repairs = repairer(stage.desk, true);
  await repairs.look(signal);
  assert.equal(repairs.view().last, undefined);
  stage.books.barsUpTo = upTo as number;
  await repairs.look(signal);
  assert.equal(repairs.view().last?.to, Date.parse("2026-11-20T14:59:00Z"));
});

Deno.test("repairer() says once that the source is down, and goes on when it is back", async () => {
  const stage = desk("2026-11-20T15:00:00Z");
  stage.isDown = true;
  const repairs = repairer(stage.desk, true);
  for (let n = 0; n < 3; n++) {
    await repairs.look(signal);
    stage.now += 15 * MINUTE_MS;
  }
  assert.deepEqual(
    stage.lines.filter((line) => line.startsWith("Cannot")),
    ["Cannot repair bars: it is down"],
  );
  assert.equal(repairs.view().fault, "Cannot repair bars: it is down");
  stage.isDown = false;
  await repairs.look(signal);
  assert.equal(repairs.view().fault, undefined);
  assert((repairs.view().last?.added ?? 0) > 0);
});

Deno.test("repairer() validates each day once, from 02:00 UTC on, also after a restart", async () => {
  const stage = desk("2026-11-21T01:59:00Z");
  const repairs = repairer(stage.desk, true);
  await repairs.look(signal);
  assert.deepEqual(stage.reports.map(({ date }) => date), ["2026-11-19"]);
  stage.now += MINUTE_MS;
  await repairs.look(signal);
  await repairs.look(signal);
  await repairer(stage.desk, true).look(signal);
  assert.deepEqual(stage.reports.map(({ date }) => date), [
    ...["2026-11-19", "2026-11-20"],
  ]);
  assert.equal(repairs.view().validation?.date, "2026-11-20");
});

Deno.test("repairer() that is off does nothing", async () => {
  const stage = desk("2026-11-20T15:00:00Z");
  const repairs = repairer(stage.desk, false);
  await repairs.look(signal);
  assert.deepEqual([stage.asks, stage.reports], [0, []]);
  assert.deepEqual(repairs.view(), {
    ...{ isOn: false, isRepairing: false, rootPath: "prices/minute_bars" },
    ...{ symbols: 1, isMarketOpen: true },
  });
});

/** A market with one share that has all bars, and a store that has none. */
function desk(time: string) {
  const bars: Bar[] = [];
  const stage = {
    now: Date.parse(time),
    isDown: false,
    asks: 0,
    lines: [] as string[],
    reports: [] as DayReport[],
    books: {
      instruments: new Map([["AAPL", instrument("AAPL", "equity")]]),
      barsUpTo: Date.parse(time),
    } as { instruments: Map<string, ReturnType<typeof instrument>> } & {
      barsUpTo?: number;
    },
    desk: {
      now: () => stage.now,
      books: () => ({ ...stage.books }),
      history: fakeBarHistory(bars),
      breathe: () => Promise.resolve(),
      log: {
        write: (_: string, line: string) => void stage.lines.push(line),
      },
      hasReport: (date: string) =>
        stage.reports.some((each) => each.date === date),
      keepReport: (report: DayReport) => void stage.reports.push(report),
      marketData: {
        async *past(_: readonly string[], from: number, to: number) {
          stage.asks++;
          await Promise.resolve();
          if (stage.isDown) throw new Error("it is down");
          const found: Bar[] = [];
          for (let at = from; at < to; at += MINUTE_MS) {
            found.push(sampleBar({ symbol: "AAPL", at }));
          }
          yield found;
        },
      },
      add(found: readonly Bar[]) {
        bars.push(...found);
        return Promise.resolve({ added: found.length, revised: 0 });
      },
    },
  };
  return stage;
}
