import { strict as assert } from "node:assert";
import type { PruneLimits } from "../ports/ledger.ts";
import { fakeEngine, registered, startOptions } from "../testing/engine.ts";
import { joins } from "../testing/events.ts";
import { type FakeLedger, fakeLedger } from "../testing/fake_ledger.ts";
import { record } from "./engine.ts";
import { runLoop } from "./loop.ts";
import { recover } from "./recover.ts";
import { prune } from "./retention.ts";

function pruned(
  settings: { keepLogsDays: number; keepTelemetryDays: number },
  minute: string,
  teams: readonly string[] = ["alpha"],
): PruneLimits | undefined {
  const asked: PruneLimits[] = [];
  const ledger = fakeLedger();
  const engine = fakeEngine({
    ledger: {
      ...ledger,
      prune: (limits) => (asked.push(limits), { logs: 0, telemetry: 0 }),
    },
    barStore: ledger.bars,
    settings,
  });
  record(engine, { events: teams.flatMap((id) => joins(id)) });
  prune(engine, Date.parse(minute));
  return asked[0];
}

Deno.test("prune() counts whole days of UTC back from the minute's", () => {
  const settings = { keepLogsDays: 30, keepTelemetryDays: 90 };
  for (const minute of ["2026-11-20T00:00:00Z", "2026-11-20T23:59:00Z"]) {
    assert.deepEqual(pruned(settings, minute), {
      logsBefore: Date.parse("2026-10-21T00:00:00Z"),
      telemetryBefore: Date.parse("2026-08-22T00:00:00Z"),
      rows: 4,
    });
  }
});

Deno.test("prune() keeps for ever at 0, and takes more when there are more teams", () => {
  const settings = { keepLogsDays: 0, keepTelemetryDays: 0 };
  assert.deepEqual(
    pruned(settings, "2026-11-20T00:00:00Z", ["alpha", "beta"]),
    { logsBefore: 0, telemetryBefore: 0, rows: 8 },
  );
});

Deno.test("prune() keeps a run as long as its log", () => {
  const minute = "2026-11-20T00:00:00Z";
  const day = Date.parse("2026-11-10T00:00:00Z");
  assert.deepEqual(
    pruned({ keepLogsDays: 10, keepTelemetryDays: 5 }, minute),
    { logsBefore: day, telemetryBefore: day, rows: 4 },
  );
  assert.deepEqual(
    pruned({ keepLogsDays: 0, keepTelemetryDays: 5 }, minute),
    { logsBefore: 0, telemetryBefore: 0, rows: 4 },
  );
});

Deno.test("prune() follows each minute of a competition, after it was published", async () => {
  const ledger: FakeLedger = fakeLedger();
  const order: string[] = [];
  const engine = {
    ...fakeEngine({
      ledger: {
        ...ledger,
        prune: (limits) => (order.push("pruned"), ledger.prune(limits)),
      },
      barStore: ledger.bars,
      teams: registered(["alpha"]),
      strategies: { alpha: () => [] },
      settings: { keepLogsDays: 1 },
    }),
    onRecorded: ({ events }: { events: readonly { kind: string }[] }) => {
      if (events.some(({ kind }) => kind === "closed")) order.push("closed");
    },
  };
  const next = await recover(engine, startOptions(engine));
  const { signal } = new AbortController();
  await runLoop(engine, next, { duration: 2, signal });
  assert.deepEqual(order, ["closed", "pruned", "closed", "pruned"]);
});
