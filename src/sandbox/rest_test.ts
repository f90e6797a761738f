import { strict as assert } from "node:assert";
import type { TeamSpec } from "../domain/team.ts";
import type { Clock } from "../ports/clock.ts";
import type { Child, Death } from "./child.ts";
import { rest } from "./rest.ts";
import type { Bench } from "./runner.ts";
import { emptySeat, type Seat } from "./seat.ts";

Deno.test("rest() ends whoever goes on computing between two minutes, and tells whom", async () => {
  const stop = new AbortController();
  const killed: [string, Death][] = [];
  const seats = new Map<string, Seat>();
  const sit = (id: string, cpuMs: readonly number[]) => {
    let look = 0;
    const seat = emptySeat({ id } as TeamSpec);
    seat.child = {
      isAlive: true,
      processCpuMs: () => cpuMs[look++] ?? cpuMs.at(-1),
      kill: (why: Death) => void killed.push([id, why]),
    } as unknown as Child;
    seats.set(id, seat);
  };
  sit("tidies", [5_000, 5_900, 6_000]);
  sit("computes", [100, 200, 1_300]);
  let sleeps = 0;
  const wall: Clock = {
    now: () => 0,
    sleepUntil() {
      if (++sleeps === 4) stop.abort();
      return Promise.resolve();
    },
  };
  const bench = {
    wall,
    slots: 2,
    log: { write() {} },
    dog: { patrol: () => Promise.resolve() },
  } as unknown as Bench;
  await rest(bench, seats, stop.signal);
  assert.deepEqual(killed, [["computes", "crashed"]]);
  assert.deepEqual([...seats.values()].map(({ isRestless }) => isRestless), [
    false,
    true,
  ]);
});

Deno.test("rest() tries to start each missing process once", async () => {
  const stop = new AbortController();
  const lines: unknown[] = [];
  const ids = ["a", "b", "c"];
  const seats = new Map(
    ids.map((id) => [id, emptySeat({ id, code: id } as TeamSpec)]),
  );
  let sleeps = 0;
  const bench = {
    wall: {
      now: () => 0,
      sleepUntil() {
        if (++sleeps === 4) stop.abort();
        return Promise.resolve();
      },
    },
    slots: 4,
    launch: { command: "/nonexistent", args: [], env: {} },
    codeOf: () => ({ script: "", map: "" }),
    feed: { whole: () => ({ bytes: new Uint8Array(2), upTo: 0 }) },
    log: { write: (...line: unknown[]) => void lines.push(line[1]) },
    dog: { patrol: () => Promise.resolve() },
  } as unknown as Bench;
  await rest(bench, seats, stop.signal);
  assert.equal(sleeps, 4);
  assert.deepEqual(lines, ids.map(() => "Cannot start a strategy's process"));
});
