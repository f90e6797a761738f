import { strict as assert } from "node:assert";
import type { CompetitionSpec } from "../domain/competition.ts";
import type { LedgerEvent } from "../domain/event.ts";
import { fakeEngine, startOptions } from "../testing/engine.ts";
import { sampleDividend, sampleSplit } from "../testing/actions.ts";
import { minuteAt, opens, price } from "../testing/events.ts";
import type { FakeLedger } from "../testing/fake_ledger.ts";
import {
  SCENARIO_MINUTES,
  SCENARIO_START,
  SCENARIO_STRATEGIES,
  scenarioEditions,
  scenarioMarket,
  scenarioMinute,
} from "../testing/scenario.ts";
import { activityLog } from "./activity.ts";
import { runLoop } from "./loop.ts";
import { recover } from "./recover.ts";

const { signal } = new AbortController();
const head = (length: number) => ({ length, hash: "" });

Deno.test("activityLog() tells what everybody may know of a minute", () => {
  const log = activityLog();
  const events: LedgerEvent[] = [
    { ...opens(0), symbols: 5 },
    {
      kind: "runs",
      minute: minuteAt(0),
      runs: [{ teamId: "alpha", outcome: "ok" }, {
        teamId: "beta",
        outcome: "timeout",
      }],
    },
    { kind: "closed", minute: minuteAt(0) },
    {
      kind: "missed",
      from: minuteAt(1),
      minute: minuteAt(3),
      reason: "late",
    },
    { kind: "skipped", minute: minuteAt(4), reason: "no data" },
    { kind: "team_removed", teamId: "beta", minute: minuteAt(5) },
    ...competitions([
      { name: "Cup", starts: minuteAt(7), ends: minuteAt(9) },
      { name: "Cup", starts: minuteAt(6), ends: minuteAt(10) },
      { name: "Cup" },
      undefined,
    ], minuteAt(6)),
    { kind: "ended", minute: minuteAt(9), name: "Cup" },
  ];
  log.take(events, head(25));
  assert.deepEqual(log.recent(10), [
    {
      id: 15,
      at: minuteAt(0),
      message: "received minutebars for 13:30 (5 symbols)",
    },
    {
      id: 16,
      at: minuteAt(0),
      message: "ran 2 strategies for 13:30 (1 failed)",
    },
    { id: 18, at: minuteAt(3), message: "missed 13:31 to 13:33" },
    { id: 19, at: minuteAt(4), message: "skipped 13:34: no data" },
    { id: 20, at: minuteAt(5), message: "team beta has left" },
    {
      id: 21,
      at: minuteAt(6),
      message: "competition Cup starts at 2013-10-07 13:37 UTC",
    },
    {
      id: 22,
      at: minuteAt(6),
      message: "competition Cup ends at 2013-10-07 13:40 UTC",
    },
    {
      id: 25,
      at: minuteAt(9),
      message: "competition Cup has ended: the board is final",
    },
  ]);
  assert.deepEqual(log.recent(1).map(({ id }) => id), [25]);
});

function competitions(
  all: readonly (CompetitionSpec | undefined)[],
  minute: number,
): LedgerEvent[] {
  return all.map((competition) => ({
    kind: "competition",
    minute,
    ...(competition && { competition }),
  }));
}

Deno.test("activityLog() has splits, dividends, and symbols that freeze and thaw", () => {
  const log = activityLog();
  const of = { symbol: "AAPL", minute: minuteAt(0) } as const;
  const jump = { mark: price(100), price: price(25) };
  log.take([
    { kind: "corporate_action", ...of, action: sampleSplit(4, 1) },
    { kind: "corporate_action", ...of, action: sampleDividend(0.25) },
    {
      kind: "corporate_action",
      ...of,
      action: sampleSplit(2, 1, { exDate: "2013-09-29" }),
    },
    { kind: "frozen", ...of, ...jump },
    { kind: "thawed", ...of, reason: "its price came back" },
    { kind: "frozen", ...of, ...jump, refused: "a", reason: "it is late" },
  ], head(6));
  assert.deepEqual(log.recent(6).map(({ message }) => message), [
    "split 4:1 of AAPL",
    "dividend of 0.25 a share of AAPL",
    "AAPL is frozen: its price jumped from 100 to 25",
    "AAPL trades again: its price came back",
    "AAPL is frozen: it is late",
  ]);
});

Deno.test("activityLog() keeps the newest 500, and begins with what was before", () => {
  const before = [{ seq: 7, event: opens(0) }];
  const log = activityLog(before);
  assert.deepEqual(log.recent(500).map(({ id }) => id), [7]);
  for (let n = 1; n <= 500; n++) log.take([opens(n)], head(7 + n));
  const ids = log.recent(1000).map(({ id }) => id);
  assert.equal(ids.length, 500);
  assert.deepEqual([ids[0], ids.at(-1)], [8, 507]);
});

Deno.test("activityLog() tells subscribers of new entries until they leave", () => {
  const log = activityLog();
  const heard: number[] = [];
  const leave = log.subscribe(({ id }) => void heard.push(id));
  log.take([opens(0), { kind: "closed", minute: minuteAt(0) }], head(2));
  leave();
  log.take([opens(1)], head(3));
  assert.deepEqual(heard, [1]);
});

Deno.test("activityLog() gives nothing away of what a team orders, holds or does wrong", async () => {
  const log = activityLog();
  const engine = fakeEngine({
    now: SCENARIO_START,
    marketData: scenarioMarket(),
    strategies: SCENARIO_STRATEGIES,
    editions: scenarioEditions(),
  });
  const next = await recover(engine, startOptions(engine));
  const until = scenarioMinute(SCENARIO_MINUTES);
  await runLoop(engine, next, { until, signal });
  let length = 0;
  for (const { events } of engine.recorded) {
    length += events.length;
    log.take(events, head(length));
  }
  const kinds = new Set(
    (engine.ledger as FakeLedger).events().map(({ kind }) => kind),
  );
  for (const kind of ["order", "fill", "denial", "failure"] as const) {
    assert.ok(kinds.has(kind), kind);
  }
  const entries = log.recent(500);
  assert.ok(entries.length > 20);
  const secrets =
    /AAPL|MSFT|BTC|\bbuy\b|\bsell\b|order|fill|deni|Error|cash|\$|strategy\.ts/;
  for (const { message, id, at } of entries) {
    assert.doesNotMatch(message, secrets);
    const event = (engine.ledger as FakeLedger).events()[id - 1];
    assert.ok(event && "minute" in event && event.minute === at);
  }
});
