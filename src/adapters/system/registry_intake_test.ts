import { strict as assert } from "node:assert";
import type { Clock } from "../../ports/clock.ts";
import { ask, CODE, settled, Stage, started } from "./registry_fixture_test.ts";

Deno.test("folderRegistry() tries a version again with other params, behind the minutes", async () => {
  using stage = new Stage();
  const registry = await started(stage);
  const paramsOf = async () => {
    const [team] = (await registry.changes())?.teams ?? [];
    return team?.isPending ? "pending" : team?.spec.params;
  };
  const save = (params: object) => {
    stage.save([stage.team("a", undefined, { params })]);
    stage.clock.advance(1_000);
  };
  save({ fast: 5 });
  assert.equal(await paramsOf(), "pending");
  assert.deepEqual(stage.packings, [["1"], ["1"]]);
  stage.finish?.();
  await settled();
  assert.deepEqual(await paramsOf(), { fast: 5 });
  assert.deepEqual([...stage.passed], [`a/${CODE}/{}`, `a/${CODE}/{"fast":5}`]);
  // What has passed before is known.
  save({});
  assert.deepEqual(await paramsOf(), {});
  save({ fast: 5 });
  assert.deepEqual(await paramsOf(), { fast: 5 });
  assert.equal(stage.packings.length, 2);

  using again = new Stage();
  again.stored.add(`a/${CODE}`);
  const other = again.open([again.team("a", "1", { params: { fast: 6 } })]);
  const [team] = (await other.changes())?.teams ?? [];
  assert.deepEqual([team?.spec.code, team?.isPending], [undefined, true]);
  again.finish?.();
});

Deno.test("folderRegistry() does not wait for ever for one that is slow", async () => {
  using stage = new Stage();
  let wake = (): void => {};
  const wall: Clock = {
    now: () => stage.clock.now(),
    sleepUntil: () => new Promise((resolve) => void (wake = resolve)),
  };
  const teams = [stage.team("a", "1"), stage.team("b", "slow")];
  const registry = stage.open(teams, true, { wall, firstWaitMs: 10_000 });
  assert.deepEqual(await ask(registry), ["a -", "b -"]);
  const second = ask(registry);
  await settled();
  wake();
  assert.deepEqual(await second, [`a ${CODE}`, "b -"]);
  assert.equal(await ask(registry), undefined);
  stage.finish?.();
  await settled();
  assert.deepEqual(await ask(registry), [`a ${CODE}`, "b slow of strategy:S"]);
});

Deno.test("folderRegistry() lets no team wait for another that is slow", async () => {
  using stage = new Stage();
  stage.stored.add("b/2 of strategy:S");
  const registry = stage.open([stage.team("a", "1"), stage.team("b", "2")]);
  await ask(registry);
  stage.finish?.();
  await ask(registry);
  stage.edit("a", "slow");
  stage.edit("b", "3");
  stage.clock.advance(1_000);
  await ask(registry);
  await settled();
  const slow = stage.finish;
  // a is still under way; b has its verdict and may come with the next already.
  assert.deepEqual(await ask(registry), [`a ${CODE}`, "b 3 of strategy:S"]);
  stage.edit("b", "4");
  stage.edit("a", "5");
  stage.clock.advance(1_000);
  assert.equal(await ask(registry), undefined);
  assert.deepEqual(stage.packings.slice(1), [["slow", "3"], ["4"]]);
  stage.finish?.();
  await settled();
  assert.deepEqual(await ask(registry), [`a ${CODE}`, "b 4 of strategy:S"]);
  // One at a time: what a team saves meanwhile comes next.
  slow?.();
  await settled();
  stage.clock.advance(1_000);
  assert.deepEqual(await ask(registry), [
    "a slow of strategy:S",
    "b 4 of strategy:S",
  ]);
  assert.deepEqual(stage.packings.at(-1), ["5"]);
  stage.finish?.();
});

Deno.test("folderRegistry() says for which minute a version was seen, not when it was ready", async () => {
  using stage = new Stage();
  const registry = stage.open([stage.team("a", "1")]);
  const seenAt = async (minute: number) => {
    const [team] = (await registry.changes(minute))?.teams ?? [];
    return team && [team.spec.code ?? "-", team.seenAt];
  };
  assert.deepEqual(await seenAt(1), ["-", 1]);
  stage.finish?.();
  assert.deepEqual(await seenAt(2), [CODE, 1]);
  stage.edit("a", "2");
  stage.clock.advance(1_000);
  assert.equal(await seenAt(3), undefined);
  // Edited while the one before is under way.
  stage.edit("a", "3");
  stage.clock.advance(1_000);
  assert.equal(await seenAt(4), undefined);
  stage.finish?.();
  await settled();
  assert.deepEqual(await seenAt(5), ["2 of strategy:S", 3]);
  stage.clock.advance(1_000);
  assert.equal(await seenAt(6), undefined);
  stage.finish?.();
  await settled();
  assert.deepEqual(await seenAt(7), ["3 of strategy:S", 4]);
  // Saved without a change: it is what it was.
  stage.edit("a", "3");
  stage.clock.advance(1_000);
  assert.equal(await seenAt(8), undefined);
  // Going back to what was there before is a change.
  stage.edit("a", "2");
  stage.clock.advance(1_000);
  assert.deepEqual(await seenAt(9), ["2 of strategy:S", 9]);
});

Deno.test("folderRegistry() knows at the next start what was refused", async () => {
  using stage = new Stage();
  const before = stage.open([stage.team("a", "wrong")]);
  await ask(before);
  stage.finish?.();
  const refused = ["a - !SyntaxError: wrong"];
  assert.deepEqual(await ask(before), refused);
  const after = stage.open([stage.team("a")]);
  assert.deepEqual(await ask(after), refused);
  assert.equal(await ask(after), undefined);
  assert.equal(stage.packings.length, 1);
  stage.save([stage.team("a", undefined, { params: { fast: 5 } })]);
  stage.clock.advance(1_000);
  assert.deepEqual(await ask(after), ["a -"]);
  assert.equal(stage.packings.length, 2);
  stage.finish?.();
});
