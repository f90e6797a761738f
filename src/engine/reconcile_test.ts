import { strict as assert } from "node:assert";
import { fakeEngine } from "../testing/engine.ts";
import { joins, minuteAt } from "../testing/events.ts";
import { type Engine, record } from "./engine.ts";
import { reconcile } from "./reconcile.ts";

function started() {
  const engine = fakeEngine();
  record(engine, { events: joins("alpha") });
  return engine;
}

Deno.test("reconcile() says nothing when the books add up", () => {
  const engine = started();
  reconcile(engine, minuteAt(0));
  assert.equal((engine as Engine).halted, undefined);
  assert.deepEqual(engine.log.lines, []);
});

Deno.test("reconcile() halts new orders when they do not, and keeps the first reason", () => {
  const engine = started();
  const team = engine.books.teams.get("alpha");
  assert.ok(team);
  team.cash = team.cash + 1n as typeof team.cash;
  reconcile(engine, minuteAt(0));
  const { halted } = engine as Engine;
  assert.match(halted ?? "", /^alpha: cash 10000.000000001 is not deposits/);
  assert.deepEqual(engine.log.lines, [{
    level: "error",
    message: `Broken invariant: ${halted}`,
  }]);
  team.cash = -1n as typeof team.cash;
  reconcile(engine, minuteAt(1));
  assert.equal(engine.halted, halted);
});

Deno.test("reconcile() keeps saying what is broken until it is mended, and stays halted", () => {
  const engine: Engine & ReturnType<typeof started> = started();
  const team = engine.books.teams.get("alpha");
  assert.ok(team);
  team.cash = team.cash + 1n as typeof team.cash;
  reconcile(engine, minuteAt(0));
  assert.match(engine.broken ?? "", /^alpha: cash/);
  assert.equal(engine.halted, engine.broken);
  team.cash = team.cash - 1n as typeof team.cash;
  reconcile(engine, minuteAt(1));
  assert.equal(engine.broken, undefined);
  assert.match(engine.halted ?? "", /^alpha: cash/);
});
