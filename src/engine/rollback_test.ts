import { strict as assert } from "node:assert";
import type { CompetitionSpec } from "../domain/competition.ts";
import type { RollbackRequest } from "../ports/rollbacks.ts";
import { fakeEngine, registered, startOptions } from "../testing/engine.ts";
import { minuteAt } from "../testing/events.ts";
import { type FakeLedger, fakeLedger } from "../testing/fake_ledger.ts";
import { record } from "./engine.ts";
import { recover } from "./recover.ts";
import { rollbackMinute, takeRollbacks } from "./rollback.ts";
import { applyRegistry } from "./teams.ts";

const BACK: RollbackRequest = {
  id: "back",
  teamId: "alpha",
  version: { code: "01d", entryPoint: "old:Old", params: { fast: 9 } },
};
const LATEST: RollbackRequest = { id: "latest", teamId: "alpha" };

/** An engine with one team, which is asked by hand. */
async function started(competition?: CompetitionSpec) {
  let wanted: RollbackRequest | undefined;
  const answers: (string | undefined)[] = [];
  const ledger = fakeLedger();
  const engine = fakeEngine({
    ledger,
    registry: {
      changes: () =>
        Promise.resolve({
          teams: registered(["alpha"]),
          ...(competition && { competition }),
        }),
    },
    rollbacks: {
      pending: () => wanted,
      answer(_, refusal) {
        wanted = undefined;
        answers.push(refusal);
      },
    },
  });
  await recover(engine, startOptions(engine));
  await applyRegistry(engine, minuteAt(0));
  return {
    engine,
    answers,
    /** Asks before a minute; returns the events that came of it. */
    ask(request: RollbackRequest, n = 1) {
      const { length } = (ledger as FakeLedger).events();
      wanted = request;
      takeRollbacks(engine, minuteAt(n));
      assert.equal(wanted, undefined, "it is answered");
      return (ledger as FakeLedger).events().slice(length);
    },
    specOf: () => engine.books.teams.get("alpha")?.spec,
  };
}

Deno.test("takeRollbacks() makes an older version current and pins it, in one event", async () => {
  const { engine, ask, answers, specOf } = await started();
  const before = specOf();
  const spec = {
    ...before,
    code: "01d",
    entryPoint: "old:Old",
    params: { fast: 9 },
    pinned: true as const,
  };
  assert.deepEqual(ask(BACK), [
    { kind: "team", teamId: "alpha", minute: minuteAt(1), spec },
  ]);
  assert.deepEqual(specOf(), spec);
  assert.deepEqual(answers, [undefined]);
  assert.equal(
    engine.log.lines.at(-1)?.message,
    "Rolled alpha back to 01d: it stays until an upload or until the " +
      "organiser lifts it with qtc strategy rollback alpha latest",
  );
});

Deno.test("takeRollbacks() leaves a team its params when those of the version are not known", async () => {
  const { ask, specOf } = await started();
  const before = specOf();
  const { id, teamId } = BACK;
  ask({ id, teamId, version: { code: "01d", entryPoint: "old:Old" } });
  assert.equal(specOf()?.code, "01d");
  assert.deepEqual(specOf()?.params, before?.params);
});

Deno.test("takeRollbacks() lifts a pin of a team that has left, and pins none", async () => {
  const { engine, ask, answers, specOf } = await started();
  ask(BACK);
  record(engine, {
    events: [{ kind: "team_removed", teamId: "alpha", minute: minuteAt(1) }],
  });
  assert.deepEqual(ask(BACK), []);
  assert.equal(ask(LATEST).length, 1);
  assert.equal(specOf()?.pinned, undefined);
  assert.equal(engine.books.teams.get("alpha")?.active, false);
  assert.deepEqual(answers, [
    undefined,
    "it takes no part any more",
    undefined,
  ]);
});

Deno.test("takeRollbacks() lifts a pin and leaves the code until the registry is looked at", async () => {
  const { engine, ask, specOf } = await started();
  ask(BACK);
  const [event, ...others] = ask(LATEST);
  assert.equal(event?.kind, "team");
  assert.deepEqual(others, []);
  assert.equal(specOf()?.code, "01d");
  assert.equal("pinned" in (specOf() ?? {}), false);
  assert.equal(engine.hasNewPins, true);
});

Deno.test("takeRollbacks() answers what the ledger has already and does nothing twice", async () => {
  const { ask, answers } = await started();
  assert.equal(ask(BACK).length, 1);
  assert.deepEqual(ask(BACK, 2), []);
  assert.equal(ask(LATEST).length, 1);
  assert.deepEqual(ask(LATEST, 2), []);
  assert.deepEqual(answers, Array(4).fill(undefined));
});

Deno.test("takeRollbacks() leaves a request pending when the ledger cannot be written", async () => {
  const { engine, answers } = await started();
  const broken = {
    ...engine,
    ledger: {
      ...engine.ledger,
      commit: () => {
        throw new Error("the disk is full");
      },
    },
    rollbacks: { pending: () => BACK, answer: () => assert.fail("answered") },
  };
  assert.throws(() => takeRollbacks(broken, minuteAt(1)), /disk is full/);
  assert.equal(broken.books.teams.get("alpha")?.spec.pinned, undefined);
  assert.deepEqual(answers, []);
});

Deno.test("takeRollbacks() ends a quarantine, as new code does", async () => {
  const { engine, ask } = await started();
  const team = engine.books.teams.get("alpha");
  assert.ok(team);
  team.quarantine = { strikes: 5, until: minuteAt(9) };
  ask(BACK);
  assert.equal(engine.books.teams.get("alpha")?.quarantine, undefined);
  team.quarantine = { strikes: 5, until: minuteAt(9) };
  ask(LATEST);
  assert.deepEqual(
    engine.books.teams.get("alpha")?.quarantine,
    { strikes: 5, until: minuteAt(9) },
    "it is still the same code",
  );
});

Deno.test("takeRollbacks() refuses when nothing may change any more", async () => {
  const frozen = await started({ name: "Cup", uploadsUntil: minuteAt(5) });
  assert.equal(frozen.ask(BACK, 4).length, 1);
  assert.deepEqual(frozen.ask(LATEST, 5), []);
  const other = { ...BACK, teamId: "beta" };
  assert.deepEqual(frozen.ask(other, 4), []);
  assert.deepEqual(frozen.answers, [
    undefined,
    "uploads are frozen since 2013-10-07 13:35 UTC",
    "it takes no part any more",
  ]);
  const { engine, ask, answers } = await started({
    name: "Cup",
    ends: minuteAt(5),
  });
  const { competition } = engine.books;
  assert.ok(competition);
  competition.ended = minuteAt(4);
  assert.deepEqual(ask(BACK), []);
  assert.deepEqual(answers, ["the competition has ended"]);
});

Deno.test("rollbackMinute() is the one after the last, or now after a pause", async () => {
  const { engine: { books } } = await started();
  books.lastMinute = minuteAt(3);
  assert.equal(rollbackMinute(books, minuteAt(4) + 30_000), minuteAt(4));
  assert.equal(rollbackMinute(books, 0), minuteAt(4));
  assert.equal(rollbackMinute(books, minuteAt(90) + 1), minuteAt(90));
});
