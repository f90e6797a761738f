import { strict as assert } from "node:assert";
import { MINUTE_MS } from "../domain/bar.ts";
import type { CompetitionSpec } from "../domain/competition.ts";
import type { LedgerEvent } from "../domain/event.ts";
import { instrument } from "../domain/instrument.ts";
import {
  fakeEngine,
  type FakeEngineOptions,
  startOptions,
} from "../testing/engine.ts";
import { fold, minuteAt, openBooks } from "../testing/events.ts";
import type { FakeLedger } from "../testing/fake_ledger.ts";
import {
  competitionLine,
  endBefore,
  isEndDue,
  isOver,
  isSameCompetition,
  nextLook,
  pendingEnd,
  sayOver,
} from "./competition.ts";
import { recover } from "./recover.ts";
import { applyRegistry } from "./teams.ts";

/** Books with a competition. */
function booksOf(competition: CompetitionSpec | undefined, ended?: number) {
  if (!competition) return openBooks();
  const events: LedgerEvent[] = [
    { kind: "competition", minute: minuteAt(0), competition },
  ];
  if (ended !== undefined) {
    events.push({ kind: "ended", minute: ended, name: competition.name });
  }
  return fold(events, openBooks());
}

function engineWith(
  competition: CompetitionSpec,
  options: FakeEngineOptions = {},
) {
  const engine = fakeEngine(options);
  engine.books = booksOf(competition);
  return engine;
}

Deno.test("pendingEnd() is the end until it is booked", () => {
  assert.equal(pendingEnd(booksOf(undefined)), undefined);
  assert.equal(pendingEnd(booksOf({ name: "Cup" })), undefined);
  const spec = { name: "Cup", ends: minuteAt(3) };
  assert.equal(pendingEnd(booksOf(spec)), minuteAt(3));
  const over = booksOf(spec, minuteAt(2));
  assert.equal(pendingEnd(over), undefined);
  assert.equal(isOver(over), true);
  assert.equal(isOver(booksOf(spec)), false);
});

Deno.test("isSameCompetition() compares every field", () => {
  const spec = { name: "Cup", starts: 1, ends: 2, uploadsUntil: 1 };
  assert.equal(isSameCompetition(spec, { ...spec }), true);
  assert.equal(isSameCompetition(undefined, undefined), true);
  assert.equal(isSameCompetition(spec, undefined), false);
  for (const key of ["starts", "ends", "uploadsUntil"] as const) {
    assert.equal(isSameCompetition(spec, { ...spec, [key]: 9 }), false);
  }
  assert.equal(isSameCompetition(spec, { ...spec, name: "Other" }), false);
});

Deno.test("endBefore() is the end when no minute is due before", () => {
  const engine = engineWith({ name: "Cup", ends: minuteAt(5) });
  assert.equal(endBefore(engine, minuteAt(4)), undefined);
  assert.equal(endBefore(engine, minuteAt(5)), minuteAt(5));
  assert.equal(endBefore(engine, minuteAt(600)), minuteAt(5));
  assert.equal(endBefore({ books: booksOf(undefined) }, 1e15), undefined);
});

Deno.test("endBefore() looks past the end of the data for when the market would open", () => {
  const universe = (until: number): LedgerEvent => ({
    kind: "universe",
    instruments: [instrument("AAPL", "equity", { from: 0, until })],
  });
  const of = (ends: number) => ({
    books: fold([
      universe(minuteAt(390)),
      {
        kind: "missed",
        from: minuteAt(0),
        minute: minuteAt(389),
        reason: "late",
      },
    ], booksOf({ name: "Cup", ends })),
  });
  // The data of Monday is over; Tuesday's session begins after 1440 minutes.
  assert.equal(endBefore(of(minuteAt(1440)), undefined), minuteAt(1440));
  assert.equal(endBefore(of(minuteAt(1441)), undefined), undefined);
});

Deno.test("nextLook() names the minutes before the freeze and the end that do not run", () => {
  const engine = engineWith({
    name: "Cup",
    uploadsUntil: minuteAt(1000),
    ends: minuteAt(1200),
  });
  const looks: number[] = [];
  let after = minuteAt(389);
  for (;;) {
    const look = nextLook(engine, after, minuteAt(1440));
    if (look === undefined) break;
    looks.push(after = look);
  }
  assert.deepEqual(looks, [minuteAt(998), minuteAt(999), minuteAt(1199)]);
  // Where every minute runs there is nothing between.
  assert.equal(nextLook(engine, minuteAt(998), minuteAt(999)), undefined);
});

Deno.test("nextLook() takes no late look for an early one in real time", () => {
  const engine = engineWith({ name: "Cup", uploadsUntil: minuteAt(1000) }, {
    now: minuteAt(1001) + 1,
    settings: { isLive: true },
  });
  assert.equal(nextLook(engine, minuteAt(389), minuteAt(1440)), undefined);
  engine.clock.advance(-2);
  assert.equal(
    nextLook(engine, minuteAt(389), minuteAt(1440)),
    minuteAt(999),
  );
});

Deno.test("isEndDue() asks the wall, and a simulated clock only when all minutes have run", () => {
  const spec = { name: "Cup", ends: minuteAt(5) };
  for (const isLive of [true, false]) {
    const settings = { isLive };
    const early = engineWith(spec, { now: minuteAt(5) - 1, settings });
    assert.equal(isEndDue(early), false);
    // No minute has run: a clock that is made to run will run them first.
    const late = engineWith(spec, { now: minuteAt(5), settings });
    assert.equal(isEndDue(late), isLive);
  }
  assert.equal(isEndDue(engineWith({ name: "Cup" })), false);
});

Deno.test("competitionLine() says how the competition is", () => {
  const spec = {
    name: "Cup",
    starts: minuteAt(3),
    ends: minuteAt(9),
    uploadsUntil: minuteAt(5),
  };
  const line = (n: number) => competitionLine(booksOf(spec), minuteAt(n));
  assert.equal(
    line(2),
    'The competition "Cup" starts at 2013-10-07 13:33 UTC',
  );
  assert.equal(
    line(3),
    'The competition "Cup" runs until 2013-10-07 13:39 UTC',
  );
  assert.equal(line(5), `${line(3)}; uploads are frozen`);
  assert.equal(
    competitionLine(booksOf({ name: "Cup" }), 0),
    'The competition "Cup" runs',
  );
  assert.equal(competitionLine(booksOf(undefined), 0), undefined);
});

Deno.test("sayOver() says that the board is final, and that another block is ignored", async () => {
  const spec = { name: "Cup", ends: minuteAt(3) };
  const longer = { ...spec, ends: minuteAt(9) };
  for (const said of [spec, longer]) {
    const engine = fakeEngine({ editions: [[0, [], said]] });
    engine.books = booksOf(spec, minuteAt(2));
    await sayOver(engine);
    assert.deepEqual(engine.log.lines.map(({ message }) => message), [
      'The competition "Cup" ended at 2013-10-07 13:33 UTC: the board is ' +
      "final; qtc reset starts a new one",
      ...(said === spec ? [] : [
        'Ignored the registry\'s competition: "Cup" has ended already',
      ]),
    ]);
  }
});

Deno.test("applyRegistry() records the competition when it changes, and when it is taken back", async () => {
  const spec = { name: "Cup", ends: minuteAt(9) };
  const longer = { ...spec, ends: minuteAt(12) };
  const engine = fakeEngine({
    editions: [
      [0, [], spec],
      [minuteAt(1), [], { ...spec }],
      [minuteAt(2), [], longer],
      [minuteAt(3), []],
    ],
  });
  await recover(engine, startOptions(engine));
  const before = engine.head.length;
  for (let n = 0; n < 4; n++) {
    await applyRegistry(engine, minuteAt(n));
    engine.clock.advance(MINUTE_MS);
  }
  const events = (engine.ledger as FakeLedger).events().slice(before);
  assert.deepEqual(events, [
    { kind: "competition", minute: minuteAt(0), competition: spec },
    { kind: "competition", minute: minuteAt(2), competition: longer },
    { kind: "competition", minute: minuteAt(3) },
  ]);
});
