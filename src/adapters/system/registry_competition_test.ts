import { strict as assert } from "node:assert";
import { Stage } from "./registry_fixture_test.ts";

Deno.test("folderRegistry() passes on a competition that changed alone", async () => {
  using stage = new Stage();
  const registry = stage.open([stage.team("a", "1")]);
  await registry.changes();
  stage.finish?.();
  assert.equal((await registry.changes())?.competition, undefined);
  for (const competition of [{ name: "Cup" }, { name: "Cup", ends: 60_000 }]) {
    stage.competition = competition;
    stage.save([stage.team("a")]);
    stage.clock.advance(1_000);
    assert.deepEqual((await registry.changes())?.competition, competition);
  }
  stage.competition = undefined;
  stage.save([stage.team("a")]);
  stage.clock.advance(1_000);
  const edition = await registry.changes();
  assert.equal(edition?.teams.length, 1);
  assert.equal(edition?.competition, undefined);
});
