import { strict as assert } from "node:assert";
import type { TeamEntry } from "./registry.ts";
import { ask, settled, Stage } from "./registry_fixture_test.ts";
import type { TeamSource } from "./team_sync.ts";
import { StillClock } from "./team_sync_fixture_test.ts";

const GIT = { url: "git@h:a" };
const CODE = "1 of strategy:S";

/** A registry of teams with repositories, and syncs that end when they are told to. */
function open(stage: Stage, entries: readonly TeamEntry[]) {
  const wall = new StillClock("2026-11-20T14:30:00Z");
  const stop = new AbortController();
  const syncs: { readonly teams: string; readonly end: () => void }[] = [];
  const run = (sources: readonly TeamSource[]): Promise<void> => {
    const { promise, resolve } = Promise.withResolvers<void>();
    const teams = sources.map(({ teamId }) => teamId).join(" ");
    syncs.push({ teams, end: resolve });
    return promise;
  };
  const sync = { run, signal: stop.signal, firstWaitMs: 10_000 };
  const registry = stage.open(entries, true, { wall, sync });
  return { registry, wall, stop, syncs };
}

/** A team with a repository whose copy is not there yet. */
function cloned(stage: Stage, id: string): TeamEntry {
  const entry = { ...stage.team(id), git: GIT };
  Deno.removeSync(`${stage.path}/${id}`);
  return entry;
}

/** Does what a sync does to a team's folder. */
function copy(stage: Stage, id: string, text: string): void {
  Deno.mkdirSync(`${stage.path}/${id}`, { recursive: true });
  stage.edit(id, text);
}

Deno.test("folderRegistry() waits for the first copies with the second answer", async () => {
  using stage = new Stage();
  const teams = [cloned(stage, "a"), stage.team("b", "2")];
  const { registry, stop, syncs } = open(stage, teams);
  const [first, second] = (await registry.changes())?.teams ?? [];
  assert.equal(first?.isPending, true);
  assert.equal(first?.fault, undefined);
  assert.equal(second?.isPending, true);
  assert.deepEqual(stage.lines, ["info Preparing 1 strategies"]);
  assert.deepEqual(syncs.map(({ teams }) => teams), ["a"]);
  stage.finish?.();

  let answer: string[] | undefined;
  const waiting = ask(registry).then((teams) => void (answer = teams));
  await settled();
  assert.equal(answer, undefined);
  copy(stage, "a", "1");
  syncs[0]?.end();
  await settled();
  stage.finish?.();
  await waiting;
  assert.deepEqual(answer, [`a ${CODE}`, "b 2 of strategy:S"]);
  assert.equal(await ask(registry), undefined);
  stop.abort();
});

Deno.test("folderRegistry() runs the last copy until a newer one is there", async () => {
  using stage = new Stage();
  stage.stored.add(`a/${CODE}`);
  const entry = { ...stage.team("a", "1"), git: GIT };
  const { registry, wall, stop, syncs } = open(stage, [entry]);
  assert.deepEqual(await ask(registry), [`a ${CODE}`]);
  syncs[0]?.end(); // it failed, or nothing was new
  assert.equal(await ask(registry), undefined);

  wall.advance(10.5 * 3_600_000); // 01:00 UTC
  await settled();
  assert.equal(syncs.length, 2);
  copy(stage, "a", "2");
  assert.equal(await ask(registry), undefined);
  stage.finish?.();
  await settled();
  assert.deepEqual(await ask(registry), ["a 2 of strategy:S"]);
  stop.abort();
});

Deno.test("folderRegistry() copies a repository that is added later, behind the minutes", async () => {
  using stage = new Stage();
  stage.stored.add("b/2 of strategy:S");
  const b = stage.team("b", "2");
  const { registry, wall, stop, syncs } = open(stage, [b]);
  await ask(registry);
  await ask(registry);
  assert.equal(syncs.length, 0);
  stage.save([b, cloned(stage, "a")]);
  wall.advance(1_000);
  assert.deepEqual(await ask(registry), ["b 2 of strategy:S", "a -"]);
  assert.deepEqual(syncs.map(({ teams }) => teams), ["a"]);
  copy(stage, "a", "1");
  syncs[0]?.end();
  await settled();
  wall.advance(1_000);
  assert.equal(await ask(registry), undefined);
  stage.finish?.();
  await settled();
  assert.deepEqual(await ask(registry), ["b 2 of strategy:S", `a ${CODE}`]);
  stop.abort();
});

Deno.test("folderRegistry() says when no copy could be made, and takes it when it can", async () => {
  using stage = new Stage();
  const { registry, wall, stop, syncs } = open(stage, [cloned(stage, "a")]);
  await ask(registry);
  syncs[0]?.end();
  assert.deepEqual(await ask(registry), [
    'a - !ImportError: Cannot read the repository of "a": no copy of it ' +
    "could be made yet",
  ]);
  stage.stored.add(`a/${CODE}`);
  copy(stage, "a", "1");
  wall.advance(1_000);
  assert.deepEqual(await ask(registry), [`a ${CODE}`]);
  stop.abort();
});

Deno.test("folderRegistry() lets no hanging remote hold the minutes up", async () => {
  using stage = new Stage();
  stage.stored.add("b/2 of strategy:S");
  stage.stored.add(`c/${CODE}`);
  const c = { ...stage.team("c", "1"), git: GIT };
  const teams = [cloned(stage, "a"), stage.team("b", "2"), c];
  const { registry, wall, stop, syncs } = open(stage, teams);
  const before = ["a -", "b 2 of strategy:S", `c ${CODE}`];
  assert.deepEqual(await ask(registry), before);
  let isAnswered = false;
  const second = ask(registry).finally(() => isAnswered = true);
  wall.advance(9_999);
  await settled();
  assert.equal(isAnswered, false);
  wall.advance(1);
  assert.equal(await second, undefined);

  // The rest joins when it is there, and no minute waits for it.
  stage.stored.add(`a/${CODE}`);
  copy(stage, "a", "1");
  syncs[0]?.end();
  await settled();
  wall.advance(1_000);
  assert.deepEqual(await ask(registry), [
    `a ${CODE}`,
    "b 2 of strategy:S",
    `c ${CODE}`,
  ]);
  stop.abort();
});

Deno.test("folderRegistry() uses the last copy when nothing is synced", async () => {
  using stage = new Stage();
  stage.stored.add(`a/${CODE}`);
  const a = { ...stage.team("a", "1"), git: GIT };
  const registry = stage.open([a, cloned(stage, "b")]);
  const message =
    'Cannot read the repository of "b": it has never been synced: start with ' +
    "--sync-registry";
  assert.deepEqual(await ask(registry), [
    `a ${CODE}`,
    `b - !ImportError: ${message}`,
  ]);
  assert.deepEqual(stage.lines, [`warning b: ImportError: ${message}`]);
});
