import { strict as assert } from "node:assert";
import { QtcError } from "../../domain/error.ts";
import { ask, CODE, settled, Stage, started } from "./registry_fixture_test.ts";

Deno.test("folderRegistry() takes a version that cannot be kept as its team's fault", async () => {
  using stage = new Stage();
  const registry = await started(stage);
  stage.diskError = new QtcError("unavailable", "the disk is full");
  stage.save([stage.team("a", "1 edited"), stage.team("b", "2")]);
  stage.clock.advance(1_000);
  await ask(registry);
  stage.finish?.();
  await settled();
  const fault = "!ImportError: the server cannot keep the strategy; tell the " +
    "organiser, and save it again when the disk is mended";
  assert.deepEqual(await ask(registry), [`a - ${fault}`, `b - ${fault}`]);
  assert.deepEqual(
    stage.lines.filter((line) => line.startsWith("error")),
    Array(2).fill("error the disk is full"),
  );
  stage.diskError = undefined;
  stage.edit("b", "2");
  stage.clock.advance(1_000);
  await ask(registry);
  stage.finish?.();
  await settled();
  assert.deepEqual(await ask(registry), [
    `a - ${fault}`,
    "b 2 of strategy:S",
  ]);
});

Deno.test("folderRegistry() goes on when the intake fails, and tries again after a minute", async () => {
  using stage = new Stage();
  stage.stored.add("b/2 of strategy:S");
  stage.intakeError = new Error("no process");
  const registry = stage.open([stage.team("a", "1"), stage.team("b", "2")]);
  assert.deepEqual(await ask(registry), ["a -", "b 2 of strategy:S"]);
  assert.equal(await ask(registry), undefined);
  stage.intakeError = undefined;
  for (let i = 0; i < 59; i++) {
    stage.clock.advance(1_000);
    assert.equal(await ask(registry), undefined);
  }
  assert.equal(stage.packings.length, 1);
  stage.clock.advance(1_000);
  await ask(registry);
  stage.finish?.();
  await settled();
  assert.deepEqual(await ask(registry), [`a ${CODE}`, "b 2 of strategy:S"]);
  assert.deepEqual(stage.lines, [
    "info Preparing 1 strategies",
    "error Cannot prepare strategies: no process",
    "info Preparing 1 strategies",
  ]);
});

Deno.test("folderRegistry() goes on when a look fails, and says it once", async () => {
  using stage = new Stage();
  const registry = await started(stage);
  stage.lines.length = 0;
  Object.defineProperty(stage.entries, "entries", {
    get(): never {
      throw new Error("broken");
    },
    configurable: true,
  });
  stage.edit("a", "2");
  for (let i = 0; i < 3; i++) {
    stage.clock.advance(1_000);
    assert.equal(await ask(registry), undefined);
  }
  assert.deepEqual(stage.lines, [
    "error Cannot look at the strategies: broken",
  ]);
});
