import { strict as assert } from "node:assert";
import { setImmediate } from "node:timers";
import { afterRun, minutesOut, type Quarantine } from "../domain/quarantine.ts";
import { random } from "../domain/random.ts";
import type { TeamSpec } from "../domain/team.ts";
import { emptySeat, noteRun, type Seat } from "./seat.ts";
import { takeTurns, type Turn } from "./turns.ts";

/** Calls that need so much time each, on a clock that goes by `stepMs`. */
async function played(
  needs: readonly number[],
  {
    slots = 2,
    stepMs = 25,
    deadlineMs = Infinity,
    untilMs = Infinity,
    shortUntil = Infinity,
  } = {},
) {
  let now = 0;
  let most = 0;
  const running = new Set<number>();
  const turns = takeTurns(slots, { now: () => now, shortUntil });
  const ends = new Map<number, { atMs: number; ranMs: number }>();
  const open = new Map<number, Turn>();
  needs.forEach(async (_, index) => {
    const turn = await turns.take();
    open.set(index, turn);
    running.add(index);
    turn.begin({
      pause: () => void running.delete(index),
      resume: () => void running.add(index),
    });
  });
  await settled();
  while (ends.size < needs.length && now < untilMs) {
    now += stepMs;
    for (const [index, turn] of open) {
      const ranMs = turn.ranMs();
      if (ranMs < Math.min(needs[index]!, deadlineMs)) continue;
      open.delete(index);
      running.delete(index);
      ends.set(index, { atMs: now, ranMs });
      turn.end();
    }
    await settled();
    turns.look();
    await settled();
    most = Math.max(most, running.size);
  }
  /** Milliseconds that those ran that did not end. */
  const cut = new Map([...open].map(([index, turn]) => [index, turn.ranMs()]));
  return { ends, cut, most };
}

/** A process that says whether it was stopped. */
function process() {
  const state = { isStopped: false };
  return {
    state,
    pause: () => void (state.isStopped = true),
    resume: () => void (state.isStopped = false),
  };
}

/** A clock that is put forward a little at a time, with looks in between. */
function watched(slots: number, shortUntil = Infinity) {
  let now = 0;
  const turns = takeTurns(slots, { now: () => now, shortUntil });
  const take = async () => {
    const child = process();
    const turn = await turns.take();
    turn.begin(child);
    return { turn, ...child };
  };
  const pass = async (ms: number, stepMs = 25) => {
    for (const end = now + ms; now < end;) {
      now += stepMs;
      turns.look();
      await settled();
    }
  };
  return { take, pass, stall: (ms: number) => void (now += ms) };
}

function settled(): Promise<void> {
  return new Promise((resolve) => void setImmediate(resolve));
}

Deno.test("takeTurns() runs what is quick in its order, as many at once as there are slots", async () => {
  const { ends, most } = await played([100, 50, 50, 25]);
  assert.deepEqual(
    [...ends].map(([index, { atMs }]) => [index, atMs]),
    [[1, 50], [0, 100], [2, 100], [3, 125]],
  );
  assert.equal(most, 2);
});

Deno.test("takeTurns() lets others pass who is slow, and counts what it ran alone", async () => {
  const { ends } = await played([400, 100, 200], { slots: 1 });
  assert.deepEqual([...ends], [
    [1, { atMs: 350, ranMs: 100 }],
    [2, { atMs: 550, ranMs: 200 }],
    [0, { atMs: 700, ranMs: 400 }],
  ]);
});

Deno.test("takeTurns() stops nobody for whom nobody waits", async () => {
  const { ends } = await played([3_000, 2_000]);
  assert.deepEqual(ends.get(0), { atMs: 3_000, ranMs: 3_000 });
});

Deno.test("takeTurns() lets 200 ms beside 20 that never end be done before a deadline has passed, and ends some of those in 40 s", async () => {
  const needs = [...Array(20).fill(Infinity), ...Array(10).fill(200)];
  const { ends } = await played(needs, { deadlineMs: 5_000, untilMs: 40_000 });
  for (let index = 20; index < 30; index++) {
    assert.ok(ends.get(index)!.atMs <= 5_000, String(index));
  }
  // Who never ends has to be found out: not all of them at once, but many.
  assert.ok(ends.size - 10 >= 10, String(ends.size));
});

Deno.test("takeTurns() never runs more than its slots, and everything in the end", async () => {
  const next = random("turns", 1);
  for (let trial = 0; trial < 20; trial++) {
    const slots = 1 + Math.floor(next() * 4);
    const needs = Array.from(
      { length: 30 },
      () => Math.ceil(next() ** 4 * 60) * 25,
    );
    const { ends, most } = await played(needs, { slots });
    assert.equal(ends.size, needs.length);
    assert.ok(most <= slots);
    for (const [index, { ranMs }] of ends) assert.equal(ranMs, needs[index]);
  }
});

/** Team by team: what it needs, and what the runner knows of it. */
interface Team {
  readonly id: string;
  readonly needMs: number;
  readonly seat: Seat;
  quarantine?: Quarantine | undefined;
}

function teamOf(id: string, needMs: number, lastMs?: number): Team {
  const seat = emptySeat({ id } as TeamSpec);
  if (lastMs !== undefined) seat.lastMs = lastMs;
  return { id, needMs, seat };
}

/** A minute as `run()` has it: 5 s each, 40 s for all; returns who answered. */
async function minuteOf(teams: readonly Team[], minute: number) {
  const called = teams.filter((team) => minutesOut(team.quarantine, minute) < 1)
    .sort((a, b) => a.seat.lastMs - b.seat.lastMs);
  const { ends, cut } = await played(called.map(({ needMs }) => needMs), {
    ...{ deadlineMs: 5_001, untilMs: 40_000, shortUntil: 20_000 },
  });
  const answered: string[] = [];
  for (const [index, team] of called.entries()) {
    const wallMs = ends.get(index)?.ranMs ?? cut.get(index) ?? 0;
    const outcome = !ends.has(index)
      ? "skipped_budget"
      : wallMs > 5_000
      ? "timeout"
      : "ok";
    noteRun(team.seat, { outcome, wallMs }, 5_000);
    team.quarantine = afterRun(team.quarantine, minute, outcome);
    if (outcome === "ok") answered.push(team.id);
  }
  return answered;
}

Deno.test("takeTurns() answers 1 s in every minute after the first beside 64 that never end, and puts these out", async () => {
  // Two cores: 64 first turns and second ones of a second would take 40 s.
  const spinners = Array.from({ length: 64 }, (_, i) => {
    // Half of them were quick before; the others are new.
    return teamOf(`s${i}`, Infinity, i % 2 === 0 ? 1 : undefined);
  });
  const teams = [...spinners, teamOf("known", 1_000, 1_000)];
  const struck = [];
  for (let minute = 0; minute < 16; minute++) {
    const answered = await minuteOf(teams, minute * 60_000);
    if (minute > 0) assert.deepEqual(answered, ["known"], String(minute));
    struck.push(spinners.filter(({ quarantine }) => quarantine).length);
  }
  assert.ok(struck[0]! >= 8, String(struck));
  assert.equal(struck[15], 64);
  const strikes = spinners.map(({ quarantine }) => quarantine!.strikes);
  assert.ok(strikes.some((each) => each >= 3), String(strikes));
});

Deno.test("takeTurns() reaches who is new and takes 1 s beside 64 that never end, and from then on always", async () => {
  const spinners = Array.from(
    { length: 64 },
    (_, i) => teamOf(`s${i}`, Infinity),
  );
  const teams = [...spinners.slice(0, 40), teamOf("new", 1_000)];
  teams.push(...spinners.slice(40));
  const minutes = [];
  for (let minute = 0; minute < 8; minute++) {
    const answered = await minuteOf(teams, minute * 60_000);
    if (answered.length > 0) minutes.push(minute);
  }
  assert.ok(minutes[0]! <= 5, String(minutes));
  assert.equal(minutes.length, 8 - minutes[0]!);
});

Deno.test("takeTurns() lets some meet their deadline however many they are", async () => {
  const { ends } = await played(Array(400).fill(Infinity), {
    ...{ deadlineMs: 5_000, untilMs: 40_000, shortUntil: 20_000 },
  });
  assert.ok(ends.size >= 6, String(ends.size));
});

Deno.test("takeTurns() does not count what nobody looked at", async () => {
  const { take, pass, stall } = watched(2);
  const { turn } = await take();
  await pass(100);
  stall(4_000);
  assert.equal(turn.ranMs(), 100);
  await pass(100);
  assert.equal(turn.ranMs(), 200);
  stall(250); // a busy machine
  assert.equal(turn.ranMs(), 450);
});

Deno.test("takeTurns() gives the slot of one that waits for us to another, and it comes before those that had their turn", async () => {
  const { take, pass } = watched(1);
  const asks = await take();
  await pass(100);
  const second = take();
  asks.turn.leave();
  const spins = await second;
  await pass(1_000);
  assert.equal(asks.turn.ranMs(), 100);
  const back = asks.turn.rejoin();
  await pass(25);
  await back;
  assert.deepEqual([asks.state.isStopped, spins.state.isStopped], [
    false,
    true,
  ]);
  await pass(100);
  asks.turn.end();
  assert.equal(spins.state.isStopped, false);
  assert.deepEqual([asks.turn.ranMs(), spins.turn.ranMs()], [200, 1_025]);
});

Deno.test("takeTurns() lets who was stopped while it asked go on without a slot", async () => {
  const { take, pass } = watched(1);
  const asks = await take();
  const second = take();
  await pass(250);
  assert.equal(asks.state.isStopped, true);
  asks.turn.leave(); // its question had left before it was stopped
  assert.equal(asks.state.isStopped, false);
  const other = await second;
  const back = asks.turn.rejoin();
  await pass(100);
  other.turn.end();
  await back;
  assert.deepEqual([asks.turn.ranMs(), other.turn.ranMs()], [250, 100]);
});
