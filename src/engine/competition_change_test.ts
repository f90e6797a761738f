import { strict as assert } from "node:assert";
import type { CompetitionSpec } from "../domain/competition.ts";
import { instrument } from "../domain/instrument.ts";
import {
  fakeEngine,
  type FakeEngineOptions,
  registered,
  startOptions,
} from "../testing/engine.ts";
import { minuteAt } from "../testing/events.ts";
import { fakeLedger } from "../testing/fake_ledger.ts";
import { runMinute } from "./minute.ts";
import { recover } from "./recover.ts";
import { applyRegistry } from "./teams.ts";

const LIMIT = {
  symbol: "BTC",
  action: "buy",
  quantity: 1,
  price: 90,
  "order_type": "limit",
};
const TEAMS = registered(["alpha"], { run247: true });

/** An engine whose alpha leaves a limit resting in its first minute. */
function engineOf(options: FakeEngineOptions) {
  const ledger = fakeLedger();
  return fakeEngine({
    market: { instruments: [instrument("BTC", "crypto")] },
    strategies: {
      alpha: ({ minute }) => minute === minuteAt(0) ? [LIMIT] : [],
    },
    ledger,
    barStore: ledger.bars,
    ...options,
  });
}

async function runTo(engine: ReturnType<typeof engineOf>, minutes: number) {
  for (let n = 0; n < minutes; n++) {
    await applyRegistry(engine, minuteAt(n));
    await runMinute(engine, minuteAt(n));
  }
}

Deno.test("competitionEvents() cancels what rests when trading starts later", async () => {
  const spec = { name: "Cup", starts: minuteAt(9) };
  const engine = engineOf({
    editions: [[0, TEAMS], [minuteAt(3), TEAMS, spec]],
  });
  await recover(engine, startOptions(engine));
  await runTo(engine, 2);
  assert.equal(engine.books.teams.get("alpha")?.open.size, 1);
  engine.clock.advance(minuteAt(4) - engine.clock.now());
  for (const n of [2, 3, 4]) {
    await applyRegistry(engine, minuteAt(n));
    await runMinute(engine, minuteAt(n));
  }
  const [order] = [...engine.books.orders.values()];
  assert.deepEqual([order?.status, order?.filled], ["CANCELED", 0n]);
  assert.equal(engine.books.teams.get("alpha")?.open.size, 0);
});

Deno.test("recover() takes an end that was put off while no process ran, and only a later one", async () => {
  const spec: CompetitionSpec = { name: "Cup", ends: minuteAt(3) };
  for (
    const [ends, ended] of [
      [minuteAt(99), undefined],
      [minuteAt(4), minuteAt(2)],
      [undefined, minuteAt(2)],
    ] as const
  ) {
    const engine = engineOf({ editions: [[0, TEAMS, spec]] });
    await recover(engine, startOptions(engine));
    await runTo(engine, 3);
    engine.clock.advance(minuteAt(9) - engine.clock.now());
    await recover(engine, {
      ...startOptions(engine),
      competition: { name: "Cup", ...(ends !== undefined && { ends }) },
    });
    assert.equal(engine.books.competition?.ended, ended);
    assert.equal(engine.books.competition?.spec.ends, ended ? spec.ends : ends);
  }
});
