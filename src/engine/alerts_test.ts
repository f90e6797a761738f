import { strict as assert } from "node:assert";
import type { Alert } from "../domain/alert.ts";
import { amendCalendar, utcDate } from "../domain/calendar.ts";
import type { RunOutcome } from "../domain/run.ts";
import type { DiskView } from "../ports/disk.ts";
import { fakeEngine, registered, startOptions } from "../testing/engine.ts";
import { joins, minuteAt, opens, teamSpec, values } from "../testing/events.ts";
import { type AlertSettings, alertWatch } from "./alerts.ts";
import { type Engine, record } from "./engine.ts";
import { runLoop } from "./loop.ts";
import { closeMinute, skipMinute } from "./publish.ts";
import { recover } from "./recover.ts";

/** An engine with one team whose batches go to a watch, and what that said. */
function started(settings: AlertSettings = {}) {
  const said: Alert[] = [];
  const fake = fakeEngine();
  const engine: Engine = {
    ...fake,
    onRecorded: ({ events }) => void said.push(...watch.take(events)),
  };
  const watch = alertWatch(engine, settings);
  record(engine, { events: joins("alpha") });
  said.splice(0);
  /** Returns what was said since the last call. */
  const heard = () => said.splice(0).map(textOf);
  let n = 0;
  /** Runs a minute in which alpha's strategy ends so. */
  const minute = (outcome: RunOutcome = "ok") => {
    const runs = [{ teamId: "alpha", outcome }];
    const after = engine.books.barsUpTo ?? minuteAt(n - 1);
    record(engine, { events: [{ ...opens(n), after }, values(n)] });
    record(engine, { events: [{ kind: "runs", minute: minuteAt(n), runs }] });
    closeMinute(engine, minuteAt(n++));
    return heard();
  };
  const skip = (reason = "no data") => {
    skipMinute(engine, minuteAt(n++), reason);
    return heard();
  };
  return { engine, watch, heard, minute, skip };
}

function textOf({ kind, subject = "", state, message }: Alert): string {
  return `${kind} ${subject} ${state}: ${message}`;
}

const DEAD = "feed  raised: No bars for 2 minutes in a row";
const ALIVE = "feed  cleared: Bars come again";
const OUT =
  "quarantine alpha raised: alpha is out after 3 timeouts or crashes in a row";
const BACK = "quarantine alpha cleared: alpha is no longer out";

Deno.test("take() says nothing while all is well", () => {
  const { minute, watch } = started();
  assert.deepEqual([minute(), minute(), watch.take([])], [[], [], []]);
});

Deno.test("take() says that the feed is dead after two minutes without data, and when it is back", () => {
  const { minute, skip } = started();
  minute();
  assert.deepEqual([skip(), skip(), skip()], [[], [DEAD], []]);
  assert.deepEqual([minute(), minute()], [[ALIVE], []]);
  assert.deepEqual([skip(), minute(), skip()], [[], [], []]);
});

Deno.test("take() does not call the feed dead when minutes are skipped for another reason", () => {
  const { skip } = started();
  const reason = "the process was down";
  assert.deepEqual([skip(reason), skip(reason), skip()], [[], [], []]);
});

Deno.test("take() says that the exchange has hours of its own, until that day is over", () => {
  const { engine, heard, minute } = started();
  minute();
  const first = utcDate(minuteAt(0));
  try {
    for (const date of [first, "2040-12-28"]) {
      record(engine, {
        events: [{ kind: "session", minute: minuteAt(1), change: { date } }],
      });
    }
    const [today, later, ...others] = heard();
    assert.match(today!, /^feed hours .* raised: .* exchange is closed on/);
    assert.match(later!, /2040-12-28; that counts$/);
    assert.deepEqual([others, minute()], [[], []]);
    const tomorrow = minuteAt(0) + 86_400_000;
    record(engine, {
      events: [
        { kind: "missed", from: tomorrow, minute: tomorrow, reason: "late" },
        { ...opens(0), minute: tomorrow + 60_000, after: minuteAt(1) },
        { ...values(0), minute: tomorrow + 60_000 },
      ],
    });
    record(engine, {
      events: [{ kind: "runs", minute: tomorrow + 60_000, runs: [] }],
    });
    closeMinute(engine, tomorrow + 60_000);
    assert.deepEqual(heard(), [
      `feed hours ${first} cleared: That day is over`,
    ]);
  } finally {
    amendCalendar([]);
  }
});

Deno.test("take() says that a team is out, once, until a run ends by itself", () => {
  const { minute } = started();
  assert.deepEqual([minute("timeout"), minute("crashed")], [[], []]);
  assert.deepEqual(minute("memory"), [OUT]);
  const later = ["quarantined", "quarantined", "timeout", "quarantined"];
  for (const outcome of later) {
    assert.deepEqual(minute(outcome as RunOutcome), []);
  }
  assert.deepEqual([minute("error"), minute("ok")], [[BACK], []]);
});

Deno.test("take() says that a team is back when it has new code or leaves", () => {
  const events = [
    {
      kind: "team" as const,
      teamId: "alpha",
      minute: minuteAt(9),
      spec: teamSpec("alpha", { code: "new" }),
    },
    { kind: "team_removed" as const, teamId: "alpha", minute: minuteAt(9) },
  ];
  for (const event of events) {
    const { engine, minute, heard } = started();
    for (let n = 0; n < 3; n++) minute("timeout");
    record(engine, { events: [event] });
    assert.deepEqual(heard(), [BACK], event.kind);
  }
});

Deno.test("take() says why trading has halted, once, and when it goes on", () => {
  const { engine, minute } = started();
  engine.halted = "the kill switch is set";
  const raised =
    "halt  raised: No new orders are taken: the kill switch is set";
  assert.deepEqual([minute(), minute()], [[raised], []]);
  engine.halted = "another reason";
  assert.deepEqual(minute(), []);
  delete engine.halted;
  const cleared = "halt  cleared: New orders are taken again";
  assert.deepEqual([minute(), minute()], [[cleared], []]);
});

Deno.test("take() says that an invariant is broken and that trading has halted", () => {
  const { engine, minute } = started();
  engine.broken = engine.halted = "alpha: cash is wrong";
  assert.deepEqual(minute(), [
    "invariant  raised: The books do not add up: alpha: cash is wrong",
    "halt  raised: No new orders are taken: alpha: cash is wrong",
  ]);
  engine.broken = "alpha: cash is more wrong";
  assert.deepEqual(minute(), []);
  delete engine.broken;
  assert.deepEqual(minute(), ["invariant  cleared: The books add up again"]);
});

Deno.test("take() dates alerts by the competition's clock", () => {
  const { engine, watch } = started();
  engine.halted = "x";
  assert.equal(watch.take([])[0]?.at, engine.clock.now());
});

Deno.test("alertWatch() does not raise again what was told before a restart, and clears it", () => {
  const first = started();
  for (let n = 0; n < 3; n++) first.minute("timeout");
  const told: Alert[] = [
    { kind: "feed", state: "raised", message: "", at: 0 },
    { kind: "halt", state: "raised", message: "", at: 0 },
    {
      ...{ kind: "quarantine", subject: "alpha" },
      ...{ state: "raised", message: "", at: 0 },
    },
  ];
  const { engine } = first;
  engine.halted = "x";
  const restarted = alertWatch(engine, { told });
  const runs = [{ teamId: "alpha", outcome: "quarantined" as const }];
  const minute = minuteAt(9);
  const skipped = { kind: "skipped" as const, minute, reason: "no data" };
  assert.deepEqual(
    restarted.take([skipped, skipped, { kind: "runs", minute, runs }]),
    [],
  );
  delete engine.halted;
  delete engine.books.teams.get("alpha")?.quarantine;
  assert.deepEqual(
    restarted.take([opens(9), { kind: "runs", minute, runs }]).map(textOf),
    ["halt  cleared: New orders are taken again", ALIVE, BACK],
  );
  assert.deepEqual(restarted.take([]), []);
});

Deno.test("take() raises after a restart what is so and was never told, also without events", () => {
  const { engine, minute } = started();
  for (let n = 0; n < 3; n++) minute("timeout");
  engine.broken = engine.halted = "x";
  const restarted = alertWatch(engine);
  assert.deepEqual(restarted.take([]).map(textOf), [
    "invariant  raised: The books do not add up: x",
    "halt  raised: No new orders are taken: x",
    OUT,
  ]);
  assert.deepEqual(restarted.take([]), []);
});

Deno.test("crash() says why the process ends, once; take() says when it runs again", () => {
  const { watch, minute } = started();
  const reason = "Cannot write to the ledger: database or disk is full";
  const dead = watch.crash(reason);
  assert.deepEqual(dead.map(textOf), [
    `halt process raised: QTC ends: ${reason}`,
  ]);
  assert.deepEqual(watch.crash("another"), []);
  const { engine } = started();
  const restarted = alertWatch(engine, { told: dead });
  assert.deepEqual(restarted.take([]), []);
  assert.deepEqual(restarted.crash(reason), []);
  assert.deepEqual(minute(), ["halt process cleared: QTC runs again"]);
});

Deno.test("disk() says that it fills, that it is full, and that there is room", () => {
  const { watch } = started();
  const look = (state: DiskView["state"], more: Partial<DiskView> = {}) =>
    watch.disk({ state, freeBytes: 5e8, usedBytes: 1e9, ...more }).map(textOf);
  assert.deepEqual(look("ok"), []);
  assert.deepEqual(look("low", { daysLeft: 2.04 }), [
    "disk  raised: The disk fills: 500 MB are free, enough for 2.0 days",
  ]);
  assert.deepEqual(look("low"), []);
  assert.deepEqual(look("full", { freeBytes: 6.39e7 }), [
    "disk full raised: The disk is full: 63 MB are free",
  ]);
  assert.deepEqual(look("low"), [
    "disk full cleared: The disk is not full any more: 500 MB are free",
  ]);
  assert.deepEqual(look("ok"), [
    "disk  cleared: The disk has room again: 500 MB are free",
  ]);
  assert.equal(look("full").length, 1);
  assert.equal(look("ok").length, 1);
});

Deno.test("take() is told by a whole competition of a feed that dies and returns, and of a team", async () => {
  const said: string[] = [];
  const fake = fakeEngine({
    teams: registered(["alpha"]),
    strategies: {
      alpha: ({ minute }) =>
        minute < minuteAt(3)
          ? {
            outcome: "timeout",
            error: { type: "T", message: "", phase: "signal_generation" },
          }
          : [],
    },
    market: { isDown: (at) => at >= minuteAt(7) && at < minuteAt(11) },
  });
  const engine: Engine = {
    ...fake,
    onRecorded: ({ events }) => {
      for (const alert of watch.take(events)) {
        const at = events.flatMap((each) =>
          "minute" in each ? [(each.minute - minuteAt(0)) / 60_000] : []
        );
        said.push(`${at[0]} ${alert.kind} ${alert.state}`);
      }
    },
  };
  const watch = alertWatch(engine);
  const { signal } = new AbortController();
  const next = await recover(engine, startOptions(fake));
  await runLoop(engine, next, { duration: 12, signal });
  assert.deepEqual(said, [
    "2 quarantine raised",
    "5 quarantine cleared",
    "8 feed raised",
    "11 feed cleared",
  ]);
});
