import { strict as assert } from "node:assert";
import { callOf, Stage } from "./fixtures_test.ts";

Deno.test("run() skips whom the budget does not reach, slow ones first", async () => {
  await using stage = new Stage(["AAPL"], { slots: 1 });
  const slow =
    "generate_signal() { for (let i = 0; i < 2e8; i++); return [1]; }";
  const calls = [
    callOf("slow", slow),
    callOf(
      "quick",
      "generate_signal() { for (let i = 0; i < 5e6; i++); return [2]; }",
    ),
  ];
  await stage.next(calls);
  const runs = await stage.next(calls, {}, 1);
  assert.deepEqual(runs.map(({ teamId }) => teamId), ["slow", "quick"]);
  assert.deepEqual(runs.map(({ outcome }) => outcome), [
    "skipped_budget",
    "ok",
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
  assert.equal(run?.outcome, "skipped_spawn");
  assert.equal((await stage.next([call]))[0]?.outcome, "skipped_spawn");
  assert.equal((await silent.next([call]))[0]?.outcome, "skipped_spawn");
});
