import { strict as assert } from "node:assert";
import { ask, CODE, settled, Stage, started } from "./registry_fixture_test.ts";

Deno.test("folderRegistry() answers first at once, then when all is packed", async () => {
  using stage = new Stage();
  const registry = stage.open([stage.team("a", "1"), stage.team("b", "2")]);
  assert.deepEqual(await ask(registry), ["a -", "b -"]);
  assert.deepEqual(stage.packings, [["1", "2"]]);

  // No real time has passed, and the second call waits all the same.
  let second: string[] | undefined;
  const waiting = ask(registry).then((teams) => void (second = teams));
  await settled();
  assert.equal(second, undefined);
  stage.finish?.();
  await waiting;
  assert.deepEqual(second, [`a ${CODE}`, "b 2 of strategy:S"]);
  assert.deepEqual([...stage.stored], [`a/${CODE}`, "b/2 of strategy:S"]);
  assert.equal(await ask(registry), undefined);
});

Deno.test("folderRegistry() has code that is stored already in its first answer", async () => {
  using stage = new Stage();
  stage.stored.add(`a/${CODE}`);
  const registry = stage.open([stage.team("a", "1"), stage.team("b", "2")]);
  assert.deepEqual(await ask(registry), [`a ${CODE}`, "b -"]);
  assert.deepEqual(stage.packings, [["2"]]);

  using again = new Stage();
  again.stored.add(`a/${CODE}`);
  const ready = again.open([again.team("a", "1")]);
  assert.deepEqual(await ask(ready), [`a ${CODE}`]);
  assert.equal(await ask(ready), undefined);
  assert.deepEqual(again.packings, []);
});

Deno.test("folderRegistry() knows a team without a folder", async () => {
  using stage = new Stage();
  const { spec } = stage.team("a");
  const registry = stage.open([{ spec }]);
  assert.deepEqual(await ask(registry), ["a -"]);
  assert.equal(await ask(registry), undefined);
  assert.equal(stage.reads, 0);
});

Deno.test("folderRegistry() packs edits behind the minutes", async () => {
  using stage = new Stage();
  const registry = await started(stage);
  stage.edit("a", "1 edited");
  stage.clock.advance(1_000);
  assert.equal(await ask(registry), undefined);
  assert.deepEqual(stage.packings.at(-1), ["1 edited"]);
  // However long it takes, and whatever is edited meanwhile.
  stage.edit("a", "1 edited again");
  stage.clock.advance(60_000);
  assert.equal(await ask(registry), undefined);
  assert.equal(stage.packings.length, 2);
  stage.finish?.();
  await settled();
  assert.deepEqual(await ask(registry), ["a 1 edited of strategy:S"]);
  // Then the next edit gets its turn.
  assert.equal(await ask(registry), undefined);
  stage.clock.advance(1_000);
  assert.equal(await ask(registry), undefined);
  stage.finish?.();
  await settled();
  assert.deepEqual(await ask(registry), ["a 1 edited again of strategy:S"]);
});

Deno.test("folderRegistry() takes back an older version without packing", async () => {
  using stage = new Stage();
  const registry = await started(stage);
  stage.stored.add("a/older of strategy:S");
  stage.edit("a", "older");
  stage.clock.advance(1_000);
  assert.deepEqual(await ask(registry), ["a older of strategy:S"]);
  assert.equal(stage.packings.length, 1);
});

Deno.test("folderRegistry() looks once a second of real time", async () => {
  using stage = new Stage();
  const registry = await started(stage);
  stage.edit("a", "1 edited");
  for (let i = 0; i < 9; i++) {
    stage.clock.advance(111);
    assert.equal(await ask(registry), undefined);
  }
  assert.equal(stage.packings.length, 1); // 999 ms after the first look
  stage.clock.advance(1);
  await ask(registry);
  assert.equal(stage.packings.length, 2);
  stage.finish?.();
  await settled();
  await ask(registry);

  stage.edit("a", "set back");
  stage.clock.advance(-3_600_000);
  await ask(registry);
  assert.deepEqual(stage.packings.at(-1), ["set back"]);
  stage.finish?.();
});

Deno.test("folderRegistry() says nothing about the same content with a new time", async () => {
  using stage = new Stage();
  const registry = await started(stage);
  const { reads } = stage;
  Deno.utimeSync(`${stage.path}/a/strategy.ts`, 1_000_000, 1_000_000);
  stage.clock.advance(1_000);
  assert.equal(await ask(registry), undefined);
  assert.equal(stage.reads, reads + 1); // it did look
  assert.equal(stage.packings.length, 1);

  stage.save([stage.team("a")]);
  stage.clock.advance(1_000);
  assert.equal(await ask(registry), undefined);
  assert.equal(stage.reads, reads + 1); // and reads no folder that is as it was
});

Deno.test("folderRegistry() adds and removes teams", async () => {
  using stage = new Stage();
  const registry = await started(stage);
  stage.save([stage.team("a"), stage.team("b", "2")]);
  stage.clock.advance(1_000);
  // b is on the board while it is being packed.
  assert.deepEqual(await ask(registry), [`a ${CODE}`, "b -"]);
  stage.finish?.();
  await settled();
  assert.deepEqual(await ask(registry), [`a ${CODE}`, "b 2 of strategy:S"]);

  stage.save([stage.team("b")]);
  stage.clock.advance(1_000);
  assert.deepEqual(await ask(registry), ["b 2 of strategy:S"]);

  stage.save([stage.team("b"), stage.team("a")]);
  stage.clock.advance(1_000);
  assert.deepEqual(await ask(registry), ["b 2 of strategy:S", `a ${CODE}`]);
  assert.equal(stage.packings.length, 2);
});

Deno.test("folderRegistry() passes on settings that changed alone, at once", async () => {
  using stage = new Stage();
  const registry = await started(stage);
  stage.save([stage.team("a", undefined, { run247: true })]);
  stage.clock.advance(1_000);
  const [team] = (await registry.changes())?.teams ?? [];
  assert.equal(team?.spec.run247, true);
  assert.equal(team?.spec.code, CODE);
  assert.equal(stage.packings.length, 1);
});

Deno.test("folderRegistry() packs anew for another entry point or folder", async () => {
  using stage = new Stage();
  const registry = await started(stage);
  const { spec, folder } = stage.team("a", undefined, { entryPoint: "x:T" });
  stage.save([{ spec, folder: folder ?? "" }]);
  stage.clock.advance(1_000);
  assert.deepEqual(await ask(registry), ["a -"]); // being prepared
  stage.finish?.();
  await settled();
  assert.deepEqual(await ask(registry), ["a 1 of x:T"]);

  const other = stage.team("other", "7").folder ?? "";
  stage.save([{ spec, folder: other }]);
  stage.clock.advance(1_000);
  assert.deepEqual(await ask(registry), ["a -"]);
  assert.deepEqual(stage.packings.at(-1), ["7"]);
  stage.finish?.();
});

Deno.test("folderRegistry() reads again what was edited while the program started", async () => {
  using stage = new Stage();
  const registry = stage.open([stage.team("a", "1")]);
  stage.entries = [stage.team("b", "2")]; // since a was read
  assert.deepEqual(await ask(registry), ["b -"]);
  stage.finish?.();
});

Deno.test("folderRegistry() never reads again when there is no file", async () => {
  using stage = new Stage();
  const registry = stage.open([stage.team("a", "1")], false);
  stage.save("must not be read");
  assert.deepEqual(await ask(registry), ["a -"]);
  stage.finish?.();
  assert.deepEqual(await ask(registry), [`a ${CODE}`]);
  assert.deepEqual(stage.lines, ["info Preparing 1 strategies"]);
});

Deno.test("folderRegistry() says a mistake in the registry once, and keeps the teams", async () => {
  using stage = new Stage();
  const registry = await started(stage);
  stage.lines.length = 0;
  stage.save("line 3: no such field");
  for (let i = 0; i < 5; i++) {
    stage.clock.advance(1_000);
    assert.equal(await ask(registry), undefined);
  }
  const line = "error The registry stays as it was. line 3: no such field";
  assert.deepEqual(stage.lines, [line]);
  // Strategies are still looked at, and another save is read again.
  stage.edit("a", "wrong");
  stage.clock.advance(1_000);
  assert.equal(await ask(registry), undefined);
  stage.finish?.();
  await settled();
  assert.deepEqual(await ask(registry), ["a - !SyntaxError: wrong"]);
  stage.save([stage.team("a", "1")]);
  stage.clock.advance(1_000);
  assert.deepEqual(await ask(registry), [`a ${CODE}`]);
});

Deno.test("folderRegistry() gives a fault once, and not the other teams'", async () => {
  using stage = new Stage();
  const registry = stage.open([
    stage.team("a", "wrong"),
    stage.team("b", "2"),
    stage.team("c"),
  ]);
  const c = "c - !ImportError: there is no file";
  assert.deepEqual(await ask(registry), ["a -", "b -", c]);
  stage.finish?.();
  assert.deepEqual(await ask(registry), [
    "a - !SyntaxError: wrong",
    "b 2 of strategy:S",
    c,
  ]);
  for (let i = 0; i < 3; i++) {
    stage.clock.advance(1_000);
    assert.equal(await ask(registry), undefined);
  }
  assert.deepEqual(stage.lines, [
    "warning c: ImportError: there is no file",
    "info Preparing 2 strategies",
    "warning a: SyntaxError: wrong",
  ]);
  stage.edit("c", "3");
  stage.clock.advance(1_000);
  await ask(registry);
  stage.finish?.();
  await settled();
  assert.equal((await ask(registry))?.[2], "c 3 of strategy:S");
});

Deno.test("folderRegistry() takes a file that vanishes while it is read as the team's fault", async () => {
  using stage = new Stage();
  const registry = await started(stage);
  stage.readError = new Error("ENOENT: b.ts");
  stage.edit("a", "1 2");
  stage.clock.advance(1_000);
  assert.deepEqual(await ask(registry), [
    `a - !ImportError: Cannot read strategy folder "${stage.path}/a": ` +
    "ENOENT: b.ts",
  ]);
});
