import { strict as assert } from "node:assert";
import { bar, callOf, OPEN, Stage, wall } from "./fixtures_test.ts";
import { launchers } from "./launch.ts";

Deno.test("run() skips whom the budget does not reach, slow ones first", async () => {
  await using stage = new Stage(["AAPL"], { slots: 1, timeoutMs: 20_000 });
  const slow =
    "generate_signal() { for (let i = 0; i < 1e9; i++); return [1]; }";
  const calls = [
    callOf("slow", slow),
    callOf(
      "quick",
      "generate_signal() { for (let i = 0; i < 5e6; i++); return [2]; }",
    ),
  ];
  await stage.next(calls);
  const runs = await stage.next(calls, {}, 150);
  assert.deepEqual(runs.map(({ teamId }) => teamId), ["slow", "quick"]);
  assert.deepEqual(runs.map(({ outcome }) => outcome), [
    "skipped_budget",
    "ok",
  ]);
  // It had begun: it starts anew, and nobody takes it for one that hangs.
  assert.match(runs[0]?.error?.message ?? "", /before it had answered/);
  assert.equal((await stage.next(calls))[0]?.fresh, true);
  const none = await stage.next(calls, {}, 0);
  for (const { outcome, error } of none) {
    assert.equal(outcome, "skipped_budget");
    assert.match(error?.message ?? "", /before its turn/);
  }
});

Deno.test("run() answers the quick beside those that never end, also when they were quick before", async () => {
  await using stage = new Stage(["AAPL"], { slots: 1, timeoutMs: 1_000 });
  const turns = (minute: number) =>
    `n = 0; generate_signal() { if (++this.n === ${minute}) for (;;); }`;
  const calls = [
    ...["a", "b", "c"].map((id) => callOf(id, turns(2))),
    callOf("works", "generate_signal() { for (let i = 0; i < 3e7; i++); }"),
  ];
  const quick = await stage.next(calls);
  assert.deepEqual(quick.map(({ outcome }) => outcome), Array(4).fill("ok"));
  // One deadline for all: whoever had to wait for another's end would be too late.
  const runs = await stage.next(calls, {}, 2_400);
  assert.equal(runs[3]?.outcome, "ok");
  const others = new Set(runs.slice(0, 3).map(({ outcome }) => outcome));
  assert.deepEqual([...others].sort(), ["skipped_budget", "timeout"]);
  for (const { load } of runs) assert.ok(load! >= 0);
});

Deno.test("prepare() starts processes before their first minute, with bars and without running anything", async () => {
  await using stage = new Stage(["AAPL"]);
  stage.bars.add([bar("AAPL", OPEN - 60_000, 9)]);
  const call = callOf(
    "a",
    "generate_signal(_, bars) { return bars.AAPL.close; }",
  );
  const throws = callOf("b", 'constructor() { throw new Error("no"); }');
  const { strategies } = stage;
  await strategies.prepare([call.spec, throws.spec], OPEN - 60_000);
  while (strategies.processes().size < 2) await wall.sleepUntil(wall.now() + 5);
  const before = strategies.processes();
  const [run, thrown] = await stage.next([call, throws], { AAPL: 10 });
  assert.deepEqual([run?.signals, run?.fresh], [[9, 10], true]);
  assert.equal(strategies.processes().get("a"), before.get("a"));
  assert.deepEqual([thrown?.outcome, thrown?.error?.message], [
    "load_error",
    "Error: no",
  ]);
});

Deno.test("run() replaces the process when code or parameters change; retain() ends others", async () => {
  await using stage = new Stage();
  const body =
    "constructor(params) { this.k = params.k; } generate_signal() { return [this.k]; }";
  const one = callOf("a", body, { params: { k: 1 } });
  const two = callOf("a", body, { params: { k: 2 } });
  assert.deepEqual((await stage.next([one, callOf("b", body)]))[0]?.signals, [
    1,
  ]);
  const [changed] = await stage.next([two]);
  assert.deepEqual([changed?.signals, changed?.fresh], [[2], true]);
  stage.strategies.retain(["a"]);
  assert.deepEqual([...stage.strategies.processes().keys()], ["a"]);
  await stage.strategies.close();
  assert.equal(stage.strategies.processes().size, 0);
});

Deno.test("run() is not stopped by a process that cannot be started", async () => {
  const launch = { command: "/nonexistent", args: [], env: {} };
  await using stage = new Stage(["AAPL"], { launch });
  await using silent = new Stage(["AAPL"], {
    launch: { ...launch, command: "/bin/true" },
  });
  const mute = { ...launch, command: "/bin/sleep", args: ["60"] };
  await using never = new Stage(["AAPL"], { launch: mute });
  const call = callOf("a", "generate_signal() {}");
  const [run] = await never.next([call], {}, 60);
  // It goes on starting: nobody knows yet that it never will.
  assert.equal(run?.outcome, "skipped_budget");
  assert.match(run?.error?.message ?? "", /before its turn/);
  assert.equal(never.strategies.processes().size, 1);
  assert.equal((await stage.next([call]))[0]?.outcome, "skipped_spawn");
  assert.equal((await silent.next([call]))[0]?.outcome, "skipped_spawn");
});

Deno.test("run() leaves no descriptor and no process behind, however strategies end", async () => {
  const open = () => [...Deno.readDirSync("/proc/self/fd")].length;
  const calls = [
    callOf("hangs", "generate_signal() { for (;;); }"),
    callOf("throws", "generate_signal() { throw 1; }"),
    callOf("lacks", "constructor() { throw 1; }"),
  ];
  const minutes = async (count: number) => {
    await using stage = new Stage(["AAPL"], { timeoutMs: 60 });
    for (let i = 0; i < count; i++) await stage.next(calls);
  };
  await minutes(1);
  const before = open();
  await minutes(4);
  assert.equal(open(), before);
});

Deno.test("close() in the middle of a minute ends it, and nothing is started any more", async () => {
  const stage = new Stage(["AAPL"], { timeoutMs: 20_000, slots: 1 });
  const spin = "generate_signal() { for (;;); }";
  const calls = ["a", "b", "c"].map((id) => callOf(id, spin));
  const minute = stage.next(calls);
  while (stage.strategies.processes().size < 2) {
    await wall.sleepUntil(wall.now() + 5);
  }
  await stage.strategies.close();
  const runs = await minute;
  assert.deepEqual(
    runs.map(({ outcome, error }) => [outcome, error?.message]),
    Array(3).fill(["skipped_spawn", "its process was ended"]),
  );
  // Nor by what comes too late: it knows no team any more.
  await stage.strategies.prepare(calls.map(({ spec }) => spec), OPEN);
  const [late] = await stage.next(calls);
  assert.equal(late?.error?.message, "its process was ended");
  assert.equal(stage.strategies.processes().size, 0);
  await stage.strategies.close();
});

Deno.test("retain() in the middle of a minute ends who has left, also before its turn", async () => {
  await using stage = new Stage(["AAPL"], { timeoutMs: 700, slots: 1 });
  const calls = ["leaves", "stays", "waits"].map((id) =>
    callOf(id, "generate_signal() { for (;;); }")
  );
  const minute = stage.next(calls);
  while (stage.strategies.processes().size < 1) {
    await wall.sleepUntil(wall.now() + 5);
  }
  stage.strategies.retain(["stays"]);
  const runs = await minute;
  assert.deepEqual(runs.map(({ outcome }) => outcome), [
    "skipped_spawn",
    "timeout",
    "skipped_spawn",
  ]);
  for (const id of stage.strategies.processes().keys()) {
    assert.equal(id, "stays");
  }
});

Deno.test("run() starts nobody anew whom the end of the phase met; that is done between minutes", async () => {
  let started = 0;
  const { command, args, env } = launchers(false).host;
  const launch = {
    command,
    env,
    get args() {
      started++;
      return args;
    },
  };
  await using stage = new Stage(["AAPL"], { launch, timeoutMs: 20_000 });
  const calls = Array.from(
    { length: 6 },
    (_, i) => callOf(`s${i}`, "generate_signal() { for (;;); }"),
  );
  await stage.strategies.prepare(calls.map(({ spec }) => spec), OPEN);
  while (stage.strategies.processes().size < 6) {
    await wall.sleepUntil(wall.now() + 5);
  }
  const runs = await stage.next(calls, {}, 1_500);
  assert.deepEqual(
    runs.map(({ outcome }) => outcome),
    Array(6).fill("skipped_budget"),
  );
  assert.equal(started, 6);
  assert.equal(stage.strategies.processes().size, 0);
  while (stage.strategies.processes().size < 6) {
    await wall.sleepUntil(wall.now() + 5);
  }
});
