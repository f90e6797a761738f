import { strict as assert } from "node:assert";
import { bareRealm } from "./fixtures_test.ts";
import { realmSource } from "./realm.ts";

type Handle = (step: number, input: unknown) => string | undefined;

/** A realm with a strategy; each call gives what the loader says after it. */
function make(body: string) {
  const run = bareRealm();
  const handle = run(realmSource(5)) as Handle;
  const script = run(`(function () { return { S: class { ${body} } }; })`);
  let minute = 0;
  const say = (said: string | undefined) => {
    run("0"); // works off promises
    return JSON.parse(said ?? handle(4, 0) ?? "");
  };
  return {
    next: (more: Record<string, unknown> = {}) => {
      const team = {
        id: "a",
        name: "A",
        cash: 1,
        buyingPower: 1,
        positions: [],
        openOrders: [],
        params: {},
      };
      const call = JSON.stringify({
        minute: ++minute,
        seed: [1, 2, 3, 4],
        team,
        entry: "S",
        ...more,
      });
      if (minute > 1) return say(handle(2, call));
      handle(0, call);
      return say(handle(1, script));
    },
    answer: (answers: unknown) => say(handle(3, JSON.stringify(answers))),
  };
}

Deno.test("makeHandle() answers at once, after promises, or asks", () => {
  assert.deepEqual(make("generate_signal() { return 1; }").next(), {
    signals: [1],
  });
  assert.deepEqual(make("async generate_signal() { return [1, 2]; }").next(), {
    signals: [1, 2],
  });
  assert.deepEqual(
    make("generate_signal() { return { then(ok) { ok(null); } }; }").next(),
    { signals: [] },
  );
  assert.deepEqual(
    make("generate_signal() { return new Promise(() => {}); }").next(),
    { stuck: true },
  );
  const asks = make(
    "async generate_signal(team) { return (await team.api.getLastN('A', 1)).close; }",
  );
  assert.deepEqual(asks.next(), { requests: [[1000, "getLastN", ["A", 1]]] });
  assert.deepEqual(
    asks.answer([[1000, 1, [[1], [2], [3], [4], [5], [6], [7], [8]]]]),
    { signals: [5] },
  );
});

Deno.test("makeHandle() says a state only when it has changed", () => {
  const counts = make(
    "generate_signal(team) { if (team.state !== 2) team.state = (team.state ?? 0) + 1; }",
  );
  assert.deepEqual([counts.next(), counts.next(), counts.next()], [
    { signals: [], state: "1" },
    { signals: [], state: "2" },
    { signals: [] },
  ]);
  const drops = make("generate_signal(team) { team.state = undefined; }");
  assert.deepEqual([drops.next({ state: "[1]" }), drops.next()], [
    { signals: [], state: "null" },
    { signals: [] },
  ]);
});

Deno.test("makeHandle() tells loading from calling, and goes on after a throw", () => {
  assert.equal(
    make("constructor() { throw new Error('no'); }").next().error.load,
    true,
  );
  const throws = make(
    "generate_signal(team) { if (!this.n) { this.n = 1; team.state = 5; throw new Error('once'); } return [team.state ?? 0]; }",
  );
  assert.equal(throws.next().error.load, undefined);
  assert.deepEqual(throws.next(), { signals: [0] });
});

Deno.test("makeHandle() says which method a strategy has taken away", () => {
  const goes = make("generate_signal() { this.generate_signal = null; }");
  assert.deepEqual(goes.next(), { signals: [] });
  assert.equal(
    goes.next().error.message,
    "class S has no generate_signal() any more",
  );
});

Deno.test("makeHandle() ignores what an earlier minute's promise comes to", () => {
  const late = make(`generate_signal(team) {
    if (this.resolve) { this.resolve([1]); return new Promise(() => {}); }
    return new Promise((resolve) => { this.resolve = resolve; });
  }`);
  assert.deepEqual(late.next(), { stuck: true });
  assert.deepEqual(late.next(), { stuck: true });
});

Deno.test("makeHandle() is not answered by what a strategy puts on Object.prototype", () => {
  const names = ["error", "call", "state", "saved", "window", "rows"];
  const patches = make(`async generate_signal(team) {
    for (const name of ${JSON.stringify(names)}) {
      Object.defineProperty(Object.prototype, name, { get: () => "forged", set() {}, configurable: true });
    }
    return [(await team.api.getLastN('A', 1)).close[0]];
  }`);
  const rows = [[1], [2], [3], [4], [5], [6], [7], [8]];
  for (let minute = 1; minute < 4; minute++) {
    const asked = patches.next();
    assert.deepEqual(asked, {
      requests: [[minute * 1000, "getLastN", ["A", 1]]],
    });
    assert.deepEqual(patches.answer([[minute * 1000, 1, rows]]), {
      signals: [5],
    });
  }
});
