import { strict as assert } from "node:assert";
import type { TeamSpec } from "../domain/team.ts";
import type { RegisteredTeam, RegistryEdition } from "../ports/registry.ts";
import { fakeEngine, startOptions } from "../testing/engine.ts";
import { minuteAt, teamSpec } from "../testing/events.ts";
import { type FakeLedger, fakeLedger } from "../testing/fake_ledger.ts";
import { withoutLateChanges } from "./freeze.ts";
import { recover } from "./recover.ts";
import { applyRegistry } from "./teams.ts";

/** Uploads count up to minute 4. */
const CUP = { name: "Cup", uploadsUntil: minuteAt(5) };
const FAULT = { type: "SyntaxError", message: "strategy.ts:3:1: no" };

function team(spec: Partial<TeamSpec> = {}): RegisteredTeam {
  return { spec: teamSpec("alpha", spec) };
}

/** A team whose code is not known, or not usable. */
function codeless(rest: Omit<RegisteredTeam, "spec"> = {}): RegisteredTeam {
  const { code: _code, ...spec } = teamSpec("alpha");
  return { spec, ...rest };
}

/** An engine whose registry says what it is told to say next. */
async function started() {
  let news: RegistryEdition | undefined;
  const registry = { changes: () => Promise.resolve(news) };
  const ledger = fakeLedger();
  const engine = fakeEngine({ registry, ledger, barStore: ledger.bars });
  await recover(engine, startOptions(engine));
  return {
    engine,
    /** Lets the registry say something before a minute; returns alpha as it is then. */
    async say(
      said: RegisteredTeam,
      n: number,
      competition: RegistryEdition["competition"] = CUP,
    ) {
      news = { teams: [said], competition };
      await applyRegistry(engine, minuteAt(n));
      return engine.books.teams.get("alpha")?.spec;
    },
    kinds: () => (ledger as FakeLedger).events().map(({ kind }) => kind),
    lines: () => engine.log.lines.map(({ message }) => message),
  };
}

Deno.test("withoutLateChanges() lets teams change everything before the freeze", async () => {
  const { say, lines } = await started();
  await say(team(), 0);
  const change = { code: "4e3", params: { fast: 3 }, entryPoint: "a:B" };
  assert.deepEqual(await say(team(change), 4), team(change).spec);
  assert.deepEqual(lines(), []);
});

Deno.test("withoutLateChanges() keeps code, entry point and params from the freeze on, and takes the rest", async () => {
  const { say, lines } = await started();
  await say(team(), 0);
  const late = { code: "4e3", params: { fast: 3 }, entryPoint: "a:B" };
  assert.deepEqual(
    await say(team({ ...late, name: "New", run247: true }), 5),
    team({ name: "New", run247: true }).spec,
  );
  assert.deepEqual(lines(), [
    "Ignored new code, entry_point, params of alpha: uploads are frozen since " +
    "2013-10-07 13:35 UTC",
  ]);
});

Deno.test("withoutLateChanges() says each version once", async () => {
  const { say, lines } = await started();
  await say(team(), 0);
  for (const code of ["4e3", "4e3", "4e4", "4e3", "c0de"]) {
    await say(team({ code }), 6);
  }
  assert.equal(lines().length, 2);
  assert.match(lines()[0] ?? "", /^Ignored new code of alpha: /);
});

Deno.test("withoutLateChanges() records no fault of code that is ignored", async () => {
  const { say, kinds, lines } = await started();
  await say(team(), 0);
  const before = kinds();
  assert.deepEqual(await say(codeless({ fault: FAULT }), 5), team().spec);
  assert.deepEqual(kinds(), before);
  assert.equal(lines().length, 1);
});

Deno.test("withoutLateChanges() leaves a team without the code that it did not have in time", async () => {
  const { say, engine, lines } = await started();
  await say(codeless({ fault: FAULT }), 0);
  const spec = await say(team({ code: "4e3" }), 5);
  assert.equal(spec?.code, undefined);
  assert.equal(engine.books.teams.get("alpha")?.fault, FAULT.message);
  assert.equal(lines().length, 1);
});

Deno.test("withoutLateChanges() takes the first usable code of a team that joins late, and no other", async () => {
  const { say, engine } = await started();
  // As a process starts: the code comes with the second answer.
  await say(codeless({ isPending: true }), 7);
  assert.equal(engine.books.teams.get("alpha")?.spec.code, undefined);
  assert.equal((await say(codeless({ fault: FAULT }), 7))?.code, undefined);
  assert.equal((await say(team({ code: "01d" }), 8))?.code, "01d");
  assert.equal((await say(team({ code: "4e3" }), 9))?.code, "01d");
});

Deno.test("withoutLateChanges() is not disturbed by a start that does not know the code yet", async () => {
  const { say, kinds, lines } = await started();
  await say(team(), 0);
  const before = kinds();
  await say(codeless({ isPending: true }), 6);
  await say(team(), 6);
  assert.deepEqual([kinds(), lines()], [before, []]);
});

Deno.test("withoutLateChanges() keeps a team's code when it leaves and comes back", async () => {
  const { say, engine } = await started();
  await say(team(), 0);
  engine.books.teams.get("alpha")!.active = false;
  assert.equal((await say(team({ code: "4e3" }), 6))?.code, "c0de");
});

Deno.test("withoutLateChanges() takes what was ignored when uploads are open again", async () => {
  const { say } = await started();
  await say(team(), 0);
  const late = team({ code: "4e3" });
  assert.equal((await say(late, 6))?.code, "c0de");
  const longer = { ...CUP, uploadsUntil: minuteAt(9) };
  assert.equal((await say(late, 7, longer))?.code, "4e3");
});

Deno.test("withoutLateChanges() returns the teams as they are where nothing freezes", () => {
  const teams = [team()];
  const engine = fakeEngine();
  for (const competition of [undefined, { name: "Cup" }]) {
    const edition = { teams, ...(competition && { competition }) };
    assert.equal(withoutLateChanges(engine, edition, minuteAt(9)), teams);
  }
});

Deno.test("withoutLateChanges() takes what was seen in time, however long it took to prepare it", async () => {
  const { say, lines, engine } = await started();
  await say(team(), 0);
  const change = { code: "4e3", params: { fast: 3 } };
  const late = { ...team(change), seenAt: minuteAt(5) };
  assert.deepEqual(await say(late, 6), team().spec);
  assert.equal(lines().length, 1);
  const inTime = { ...team(change), seenAt: minuteAt(4) };
  assert.deepEqual(await say(inTime, 6), team(change).spec);
  assert.equal(lines().length, 1);
  const fault = { ...codeless({ fault: FAULT }), seenAt: minuteAt(4) };
  assert.equal((await say(fault, 7))?.code, "4e3");
  assert.equal(engine.books.teams.get("alpha")?.fault, FAULT.message);
});
