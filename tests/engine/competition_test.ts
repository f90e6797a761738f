import { strict as assert } from "node:assert";
import type { LedgerEvent } from "../../src/domain/event.ts";
import type { FakeEngine } from "../../src/testing/engine.ts";
import { teamSpec } from "../../src/testing/events.ts";
import {
  at,
  eventsOf,
  hhmm,
  live,
  midnightCup,
  weekendCup,
  withLedger,
} from "./cup.ts";

Deno.test("a competition of coins starts, freezes and ends at midnight in New York", async () => {
  await withLedger(async (path) => {
    const { engine, result } = await live(path, midnightCup());
    assert.equal(result, "competition over");
    const events = eventsOf(path);
    // Ten minutes run, in seven of them the 24/7 team is asked, the other never.
    assert.deepEqual(
      minutesOf(events),
      [..."0123456789"].map((digit) => `04:5${digit}`),
    );
    // What came before 04:55 counts from the minute 04:54 on, what came later not.
    assert.deepEqual(callsOf(engine), [
      "coins 04:52 v1",
      "coins 04:53 v1",
      "coins 04:54 v2",
      "coins 04:55 v2",
      "coins 04:56 v2",
      "coins 04:57 v2",
      "coins 04:58 v2",
    ]);
    assert.deepEqual(fatesOf(events), [
      "1 ACCEPTED@04:53 fill@04:53",
      "2 ACCEPTED@04:54 PENDING_CANCEL@05:00 CANCELED@05:00",
      "3 ACCEPTED@04:54 PENDING_CANCEL@05:00 CANCELED@05:00",
      // Wished for in the last call, filled on the last bar.
      "4 ACCEPTED@04:59 fill@04:59",
    ]);
    assert.deepEqual(events.at(-1), {
      kind: "ended",
      minute: at("2026-11-21T04:59Z"),
      name: "Midnight Cup",
    });
    const runs =
      'The competition "Midnight Cup" runs until 2026-11-21 05:00 UTC';
    const since = "uploads are frozen since 2026-11-21 04:55 UTC";
    assert.deepEqual(linesOf(engine), [
      'The competition "Midnight Cup" starts at 2026-11-21 04:52 UTC',
      "The next minute is 2026-11-21 04:50 UTC",
      runs,
      `Ignored new code of coins: ${since}`,
      `Ignored new code of shares: ${since}`,
      `${runs}; uploads are frozen`,
      'The competition "Midnight Cup" has ended: the board is final',
    ]);
  });
});

Deno.test("a competition of shares ends on a Sunday, without waiting for Monday", async () => {
  await withLedger(async (path) => {
    const { engine, result } = await live(path, weekendCup());
    assert.equal(result, "competition over");
    const events = eventsOf(path);
    assert.deepEqual(minutesOf(events), ["20:57", "20:58", "20:59"]);
    assert.deepEqual(callsOf(engine), [
      "shares 20:57 v1",
      "shares 20:58 v1",
      "shares 20:59 v1",
    ]);
    assert.deepEqual(fatesOf(events), [
      "10 ACCEPTED@20:58 fill@20:58",
      "11 ACCEPTED@20:58 PENDING_CANCEL@05:00 CANCELED@05:00",
      "12 ACCEPTED@20:58 EXPIRED@21:00",
    ]);
    assert.equal(engine.clock.now(), weekendCup().spec.ends);
  });
});

Deno.test("code that comes at the weekend before the freeze is taken, later not", async () => {
  for (
    const [when, code] of [
      ["2026-11-22T04:59Z", "v2"],
      ["2026-11-22T05:01Z", "v1"],
    ] as const
  ) {
    await withLedger(async (path) => {
      const cup = weekendCup();
      const edition = [{ spec: teamSpec("shares", { code: "v2" }) }];
      const { engine } = await live(path, {
        ...cup,
        editions: [...cup.editions, [at(when), edition, cup.spec]],
      });
      const shares = engine.books.teams.get("shares");
      assert.equal(shares?.spec.code, code, when);
    });
  }
});

Deno.test("an end that is put off on the last day counts, one that comes later is ignored", async () => {
  for (
    const [when, minutes] of [
      ["2026-11-23T04:59Z", 3 + 390],
      ["2026-11-23T05:01Z", 3],
    ] as const
  ) {
    await withLedger(async (path) => {
      const cup = weekendCup();
      const [, teams] = cup.editions[0] ?? assert.fail();
      const spec = { ...cup.spec, ends: at("2026-11-24T05:00Z") };
      const longer = { ...cup, editions: [...cup.editions] };
      longer.editions.push([at(when), teams, spec]);
      assert.equal((await live(path, longer)).result, "competition over");
      assert.equal(minutesOf(eventsOf(path)).length, minutes, when);
      // A start on a ledger that is over runs nothing and writes nothing.
      const { length } = eventsOf(path);
      assert.equal((await live(path, longer)).result, "competition over");
      assert.equal(eventsOf(path).length, length);
    });
  }
});

Deno.test("the values of a board that is final do not change any more", async () => {
  await withLedger(async (path) => {
    const { engine } = await live(path, midnightCup());
    const final = [...engine.books.teams.values()].map(({ equity }) => equity);
    const again = await live(path, midnightCup());
    assert.deepEqual(again.engine.head, engine.head);
    assert.deepEqual(
      [...again.engine.books.teams.values()].map(({ equity }) => equity),
      final,
    );
    assert.match(
      linesOf(again.engine)[0] ?? "",
      /^The competition "Midnight Cup" ended at 2026-11-21 05:00 UTC: .*reset/,
    );
    assert.equal(again.engine.books.lastMinute, at("2026-11-21T04:59Z"));
  });
});

/** What became of each order: `quantity STATUS@HH:MM …`, fills as `fill`. */
function fatesOf(events: readonly LedgerEvent[]): string[] {
  const fates = new Map<string, string>();
  for (const event of events) {
    if (event.kind === "order") {
      fates.set(event.order.id, `${Number(event.order.quantity) / 1e9}`);
    } else if (event.kind === "fill" || event.kind === "status") {
      const word = event.kind === "fill" ? "fill" : event.status;
      const before = fates.get(event.orderId) ?? "";
      fates.set(event.orderId, `${before} ${word}@${hhmm(event.at)}`);
    }
  }
  return [...fates.values()];
}

function minutesOf(events: readonly LedgerEvent[]): string[] {
  return events.flatMap((event) =>
    event.kind === "opened" ? [hhmm(event.minute)] : []
  );
}

function linesOf({ log }: FakeEngine): string[] {
  return log.lines.map(({ message }) => message);
}

/** Who was called when, with which code. */
function callsOf({ strategies }: FakeEngine): string[] {
  return strategies.calls.map(({ spec: { id, code }, minute }) =>
    `${id} ${hhmm(minute)} ${code}`
  );
}
