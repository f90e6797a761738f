import { strict as assert } from "node:assert";
import type { Engine } from "../engine/engine.ts";
import { recover } from "../engine/recover.ts";
import { applyRegistry } from "../engine/teams.ts";
import type { RollbackRequest } from "../ports/rollbacks.ts";
import { fakeEngine, registered, startOptions } from "../testing/engine.ts";
import { minuteAt } from "../testing/events.ts";
import { watchRollbacks } from "./watch_rollbacks.ts";

const BACK: RollbackRequest = {
  id: "1",
  teamId: "alpha",
  version: { code: "01d", entryPoint: "old:Old" },
};

/** Lets so many looks happen; `before` is done before each of them. */
async function watched(
  looks: number,
  before: (engine: Engine, look: number) => void,
) {
  let wanted: RollbackRequest | undefined = BACK;
  const engine: Engine = fakeEngine({
    teams: registered(["alpha"]),
    rollbacks: {
      pending: () => wanted,
      answer: () => void (wanted = undefined),
    },
  });
  wanted = undefined;
  await recover(engine, startOptions(engine as ReturnType<typeof fakeEngine>));
  await applyRegistry(engine, minuteAt(0));
  wanted = BACK;
  const stop = new AbortController();
  let look = 0;
  await watchRollbacks(engine, {
    wall: {
      now: () => 0,
      sleepUntil() {
        if (look === looks) stop.abort();
        else before(engine, look++);
        return Promise.resolve();
      },
    },
    stop: stop.signal,
  });
  const { lines } = engine.log as ReturnType<typeof fakeEngine>["log"];
  return {
    isPinned: engine.books.teams.get("alpha")?.spec.pinned === true,
    looks: look,
    errors: lines.filter(({ level }) => level === "error"),
  };
}

Deno.test("watchRollbacks() takes up what is asked for while no minute runs", async () => {
  const { isPinned } = await watched(1, () => {});
  assert.ok(isPinned);
});

Deno.test("watchRollbacks() leaves a minute that is open alone", async () => {
  const open = ({ books }: Engine, isOpen: boolean): void => {
    if (!isOpen) delete books.open;
    else {
      books.open = {
        ...{ minute: minuteAt(1), after: minuteAt(0) },
        ...{ phase: "opened", runs: [] },
      };
    }
  };
  const during = await watched(3, (engine) => open(engine, true));
  assert.equal(during.isPinned, false);
  const after = await watched(3, (engine, look) => open(engine, look < 2));
  assert.ok(after.isPinned);
});

Deno.test("watchRollbacks() says once that the ledger refuses, and tries again", async () => {
  let commit: Engine["ledger"]["commit"] | undefined;
  const { isPinned, errors } = await watched(4, ({ ledger }, look) => {
    const broken = ledger as { commit: Engine["ledger"]["commit"] };
    commit ??= broken.commit;
    broken.commit = look < 3
      ? () => {
        throw new Error("full");
      }
      : commit;
  });
  assert.ok(isPinned);
  assert.deepEqual(errors.map(({ message }) => message), [
    "Cannot take up a rollback: full",
  ]);
});

Deno.test("watchRollbacks() ends with the engine", async () => {
  const { isPinned, looks } = await watched(5, (engine, look) => {
    engine.isClosed = look === 0;
  });
  assert.equal(isPinned, false);
  assert.equal(looks, 1);
});
