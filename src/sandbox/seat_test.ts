import { strict as assert } from "node:assert";
import type { RunOutcome } from "../domain/run.ts";
import type { TeamSpec } from "../domain/team.ts";
import type { Child } from "./child.ts";
import { callOf, wall } from "./fixtures_test.ts";
import type { Bench } from "./runner.ts";
import {
  bundleOf,
  emptySeat,
  noteRun,
  readyBy,
  seatChild,
  seatKey,
  startLimit,
} from "./seat.ts";
import type { Limit } from "./watchdog.ts";

const { spec } = callOf("a", "code", { params: { k: 1 } });

Deno.test("seatKey() changes with code, class and parameters, and with nothing else", () => {
  const key = seatKey(spec);
  assert.equal(seatKey({ ...spec, name: "other" }), key);
  const others: Partial<TeamSpec>[] = [
    { code: "other" },
    { entryPoint: "strategy:Other" },
    { params: { k: 2 } },
  ];
  for (const other of others) {
    assert.notEqual(seatKey({ ...spec, ...other }), key);
  }
});

Deno.test("emptySeat() stands behind those that are known to be quick", () => {
  const seat = emptySeat(spec);
  assert.ok(seat.lastMs > 200);
  assert.ok(seat.isFresh);
});

Deno.test("bundleOf() reads a version once", () => {
  let reads = 0;
  const bundle = { script: "", map: "" };
  const bench = { codeOf: () => (reads++, bundle) } as unknown as Bench;
  const seat = emptySeat(spec);
  assert.equal(bundleOf(bench, seat), bundle);
  assert.equal(bundleOf(bench, seat), bundle);
  assert.equal(reads, 1);
});

Deno.test("seatChild() starts nothing without code, and says why a process cannot be started", () => {
  const lines: unknown[] = [];
  const bench = (bundle?: object) =>
    ({
      codeOf: () => bundle,
      feed: { whole: () => ({ bytes: new Uint8Array(2), upTo: 0 }) },
      launch: { command: "/nonexistent", args: [], env: {} },
      log: { write: (...line: unknown[]) => void lines.push(line[1]) },
      window: 5,
    }) as unknown as Bench;
  assert.equal(seatChild(bench(), emptySeat(spec)), undefined);
  assert.deepEqual(lines, []);
  const code = { script: "", map: "" };
  assert.equal(seatChild(bench(code), emptySeat(spec)), undefined);
  assert.deepEqual(lines, ["Cannot start a strategy's process"]);
});

Deno.test("noteRun() takes who was cut off for one that does not answer, unless it had less time than before", () => {
  const seat = emptySeat(spec);
  const note = (outcome: RunOutcome, wallMs: number) => {
    noteRun(seat, { outcome, wallMs }, 5_000);
    return seat.lastMs;
  };
  assert.equal(note("ok", 1_263), 1_263);
  assert.equal(note("skipped_budget", 0), 1_263); // not reached
  assert.equal(note("skipped_budget", 260), 1_263);
  assert.equal(note("skipped_budget", 1_263), 5_000);
  assert.equal(note("error", 3), 3);
  assert.equal(note("skipped_budget", 260), 5_000);
  assert.equal(note("timeout", 5_012), 5_012);
});

Deno.test("seatChild() starts nothing for who has left", () => {
  const codeOf = () => ({ script: "", map: "" });
  const seat = { ...emptySeat(spec), isGone: true };
  // Nothing else of the bench is asked.
  assert.equal(seatChild({ codeOf } as unknown as Bench, seat), undefined);
});

Deno.test("readyBy() says whether a process is ready, and lets it go on starting when the time is used up", async () => {
  const watched: unknown[] = [];
  const bench = {
    wall,
    dog: {
      watch: (child: unknown, { end }: Limit) => watched.push(child, end),
      release: (child: unknown) => watched.push(child),
    },
  } as unknown as Bench;
  const later = performance.now() + 20_000;
  const child = (ready: Promise<boolean>) => ({ ready }) as unknown as Child;
  assert.equal(await readyBy(bench, child(Promise.resolve(true)), later), true);
  assert.equal(
    await readyBy(bench, child(Promise.resolve(false)), later),
    false,
  );
  watched.length = 0;
  const slow = child(new Promise(() => {}));
  const soon = performance.now() + 30;
  assert.equal(await readyBy(bench, slow, soon), undefined);
  assert.deepEqual(watched, [slow, Infinity, slow]);
});

Deno.test("startLimit() is some seconds, and the memory of a strategy", () => {
  const { leftMs, end, memory } = startLimit({ memoryMb: 3 } as Bench);
  assert.deepEqual([end, memory], [Infinity, 3e6]);
  assert.ok(leftMs() > 0 && leftMs() <= 10_000);
});
