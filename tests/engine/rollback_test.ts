import { strict as assert } from "node:assert";
import { openDatabaseReadOnly } from "../../src/adapters/sqlite/schema.ts";
import { verifyLedger } from "../../src/adapters/sqlite/verify.ts";
import { takeRollbacks } from "../../src/engine/rollback.ts";
import type { FakeEngine } from "../../src/testing/engine.ts";
import { teamSpec } from "../../src/testing/events.ts";
import type { FakeEdition } from "../../src/testing/fake_registry.ts";
import {
  type FakeRollbacks,
  fakeRollbacks,
} from "../../src/testing/fake_rollbacks.ts";
import type { FakeStrategy } from "../../src/testing/fake_strategies.ts";
import { scenarioMarket, scenarioMinute } from "../../src/testing/scenario.ts";
import { Death, engineOn, type Fate, run } from "./harness.ts";

const MINUTES = 6;
/** Within the minute before it counts: a process that starts then knows it. */
const at = (n: number) => scenarioMinute(n) + 1;
const edition = (n: number, code: string): FakeEdition => [
  n === 0 ? 0 : at(n),
  [{ spec: teamSpec("alpha", { code, run247: true }) }],
];
/** An edit, a rollback, an edit that is held back, and the newest again. */
const EDITIONS = [edition(0, "c1"), edition(1, "c2"), edition(3, "c3")];
const ROLLBACKS = [
  [at(2), {
    id: "back",
    teamId: "alpha",
    version: { code: "c1", entryPoint: "strategy:Strategy" },
  }],
  [at(4), { id: "latest", teamId: "alpha" }],
] as const;
/** What runs in each minute. */
const CODES = ["c1", "c2", "c1", "c1", "c3", "c3"];

/** Lives one life; what it trades tells which code ran. */
async function live(
  path: string,
  rollbacks: FakeRollbacks,
  { fate, until = MINUTES }: { fate?: Fate; until?: number } = {},
) {
  const ran = new Map<number, string | undefined>();
  const alpha: FakeStrategy = ({ minute, spec: { code = "" } }) => {
    ran.set(minute, code);
    const quantity = Number(code.slice(1)) / 10;
    const order = { symbol: "BTC", action: "buy", quantity, price: 500 };
    return { signals: [order], state: { code } };
  };
  const { engine, writes, close } = engineOn(path, scenarioMarket(), {
    strategies: { alpha },
    editions: EDITIONS,
    settings: { checkpointMinutes: 3 },
  }, fate);
  const asked = { ...engine, rollbacks: rollbacks.at(engine.clock) };
  let died = false;
  try {
    await run(asked as FakeEngine, { until: scenarioMinute(until) });
  } catch (error) {
    if (!(error instanceof Death)) throw error;
    died = true;
  }
  close();
  return { head: asked.head, ran, died, writes: writes() };
}

async function withLedger<T>(work: (path: string) => Promise<T>): Promise<T> {
  const folder = await Deno.makeTempDir();
  try {
    return await work(`${folder}/ledger.sqlite`);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

function faultsOf(path: string): readonly string[] {
  const database = openDatabaseReadOnly(path);
  const { faults } = verifyLedger(database);
  database.close();
  return faults;
}

Deno.test("a rollback decides which code runs until it is lifted", async () => {
  await withLedger(async (path) => {
    const rollbacks = fakeRollbacks(ROLLBACKS);
    const { ran } = await live(path, rollbacks);
    assert.deepEqual([...ran.values()], CODES);
    assert.deepEqual(rollbacks.answers, [["back"], ["latest"]]);
    assert.deepEqual(faultsOf(path), []);
  });
});

for (const when of ["before", "after"] as const) {
  Deno.test(`a process that dies ${when} any durable write neither loses nor doubles a rollback`, async () => {
    const whole = await withLedger((path) =>
      live(path, fakeRollbacks(ROLLBACKS))
    );
    assert.ok(whole.writes > 25, `${whole.writes} writes`);
    for (let write = 1; write <= whole.writes; write++) {
      await withLedger(async (path) => {
        const rollbacks = fakeRollbacks(ROLLBACKS);
        const { died } = await live(path, rollbacks, {
          fate: { write, when },
        });
        assert.ok(died, `write ${write}`);
        const { head } = await live(path, rollbacks);
        assert.deepEqual(head, whole.head, `write ${write}`);
        assert.deepEqual(rollbacks.answers, [["back"], ["latest"]]);
        assert.deepEqual(faultsOf(path), [], `write ${write}`);
      });
    }
  });
}

Deno.test("a minute that a process left open is resumed with the code that the ledger names", async () => {
  await withLedger(async (path) => {
    const rollbacks = fakeRollbacks(ROLLBACKS);
    await live(path, rollbacks, { until: 3 });
    // Opened and settled, and no strategy has run yet.
    const { died } = await live(path, rollbacks, {
      fate: { write: 2, when: "after" },
      until: 4,
    });
    assert.ok(died);
    const { ran } = await live(path, rollbacks, { until: 4 });
    assert.deepEqual([...ran], [[scenarioMinute(3), "c1"]]);
  });
});

Deno.test("a rollback in a minute that was left open counts when that is resumed", async () => {
  await withLedger(async (path) => {
    const none = fakeRollbacks([]);
    await live(path, none, { until: 1 });
    // Opened and settled, and no strategy has run yet.
    const fate = { write: 3, when: "after" } as const;
    const { died } = await live(path, none, { fate, until: 2 });
    assert.ok(died);
    // What the command does when no server runs.
    const { engine, close } = engineOn(path, scenarioMarket());
    assert.equal(engine.books.open?.phase, "settled");
    const rollbacks = fakeRollbacks([[0, {
      id: "now",
      teamId: "alpha",
      version: { code: "c9", entryPoint: "strategy:Strategy" },
    }]]);
    const desk = { ...engine, rollbacks: rollbacks.at(engine.clock) };
    takeRollbacks(desk, scenarioMinute(1));
    close();
    assert.deepEqual(rollbacks.answers, [["now"]]);
    const { ran } = await live(path, none, { until: 3 });
    assert.deepEqual([...ran], [
      [scenarioMinute(1), "c9"],
      [scenarioMinute(2), "c9"],
    ]);
    assert.deepEqual(faultsOf(path), []);
  });
});
