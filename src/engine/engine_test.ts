import { strict as assert } from "node:assert";
import { InvariantError } from "../domain/assert.ts";
import { QtcError } from "../domain/error.ts";
import type { Batch } from "../ports/ledger.ts";
import { fakeEngine } from "../testing/engine.ts";
import { joins, minuteAt, opens, usd, values } from "../testing/events.ts";
import { fakeLedger } from "../testing/fake_ledger.ts";
import { type Engine, record } from "./engine.ts";

function started() {
  const ledger = fakeLedger();
  let isFull = false;
  const engine = fakeEngine({
    ledger: {
      ...ledger,
      commit(batch: Batch) {
        if (isFull) {
          throw new QtcError("unavailable", "Cannot write: it is full");
        }
        return ledger.commit(batch);
      },
    },
    barStore: ledger.bars,
  });
  record(engine, { events: joins("alpha") });
  return { engine, ledger, fill: () => isFull = true };
}

Deno.test("record() applies events, says where the ledger ends, and tells others", () => {
  const { engine } = started();
  assert.equal(engine.books.teams.get("alpha")?.cash, usd(10_000));
  assert.equal(engine.head.length, 2);
  assert.deepEqual(engine.recorded.map(({ events }) => events.length), [2]);
});

Deno.test("record() makes what is computed afterwards durable with it", () => {
  const { engine, ledger } = started();
  const snapshot = {
    teamId: "alpha",
    minute: minuteAt(0),
    equity: "1",
    cash: "1",
  };
  record(engine, { events: [opens(0)] }, () => {
    assert.equal(engine.books.open?.phase, "opened");
    return { events: [values(0, { alpha: 10_000 })], snapshots: [snapshot] };
  });
  assert.deepEqual(
    ledger.events().slice(2).map(({ kind }) => kind),
    ["opened", "valued"],
  );
  assert.equal(engine.recorded.length, 2);
  assert.deepEqual(ledger.reader.snapshots("alpha", 0, 9), [snapshot]);
});

Deno.test("record() leaves no trace of nothing", () => {
  const { engine } = started();
  record(engine, { events: [] });
  assert.equal(engine.recorded.length, 1);
});

Deno.test("record() leaves the books as they were when the disk refuses", () => {
  const { engine, fill } = started();
  const { head } = engine;
  fill();
  assert.throws(() => record(engine, { events: joins("beta") }), QtcError);
  assert.deepEqual([...engine.books.teams.keys()], ["alpha"]);
  assert.deepEqual(engine.head, head);
  assert.equal(engine.recorded.length, 1);
});

Deno.test("record() leaves no half of a batch behind when an event cannot follow", () => {
  const { engine, ledger } = started();
  const impossible = [...joins("beta"), values(0, { nobody: 1 })];
  assert.throws(() => record(engine, { events: impossible }), InvariantError);
  assert.deepEqual([...engine.books.teams.keys()], ["alpha"]);
  assert.equal(ledger.events().length, 2);
  assert.equal((engine as Engine).halted, undefined);
});

Deno.test("record() records nothing after the engine has closed", () => {
  const { engine, ledger } = started();
  const { length } = ledger.events();
  Object.assign(engine, { isClosed: true });
  assert.throws(() => record(engine, { events: joins("beta") }), QtcError);
  assert.equal(ledger.events().length, length);
  assert.deepEqual([...engine.books.teams.keys()], ["alpha"]);
});
