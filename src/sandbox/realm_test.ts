import { strict as assert } from "node:assert";
import { bareRealm } from "./fixtures_test.ts";
import { CAPS, realmSource } from "./realm.ts";

type Handle = (step: number, input: unknown) => string | undefined;

Deno.test("realmSource() makes a handle and leaves no trace in the realm", () => {
  const run = bareRealm();
  const before = new Set(
    run("Object.getOwnPropertyNames(globalThis).join()")!.toString().split(","),
  );
  const handle = run(realmSource(5)) as Handle;
  const after = run("Object.getOwnPropertyNames(globalThis).join()")!.toString()
    .split(",");
  assert.deepEqual(after.filter((name) => !before.has(name)), []);
  for (
    const name of [
      "WebAssembly",
      "SharedArrayBuffer",
      "Atomics",
      "FinalizationRegistry",
      "WeakRef",
    ]
  ) {
    assert.ok(!after.includes(name), name);
  }
  assert.equal(typeof handle, "function");
});

Deno.test("realmSource() works on when the strategy patches every prototype", () => {
  const run = bareRealm();
  const handle = run(realmSource(5)) as Handle;
  handle(0, call({ minute: 1, entry: "S", rows: [["A", 1, 1, 1, 1, 1, 1]] }));
  const script = run(`(function () {
    class S { async generate_signal(team, bars, prices) {
      const broken = () => { throw new Error("patched"); };
      for (const type of [Array, String, Map, Set, Promise, Date, Function, Number, Object]) {
        for (const name of Object.getOwnPropertyNames(type.prototype)) {
if (name !== "constructor" && typeof Object.getOwnPropertyDescriptor(type.prototype, name).value === "function") type.prototype[name] = broken;
        }
      }
      JSON.parse = JSON.stringify = Object.keys = Object.defineProperty = Reflect.apply = broken;
      team.state = 1; return [prices.A, bars.A.close[0]]; } }
    return { S }; })`);
  handle(1, script);
  run("0");
  assert.equal(handle(4, 0), '{"signals":[1,1],"state":"1"}');
  handle(2, call({ minute: 2, rows: [["A", 2, 2, 2, 2, 2, 2]] }));
  run("0");
  assert.equal(handle(4, 0), '{"signals":[2,1]}');
});

Deno.test("realmSource() describes whatever is thrown", () => {
  const thrown: [string, string, string][] = [
    ["null", "Error", "threw null"],
    ['"text"', "Error", "threw text"],
    ["Symbol('x')", "Error", "threw Symbol(x)"],
    ["{}", "Error", "threw an object"],
    ["new RangeError('no')", "RangeError", "no"],
    [
      "{ get message() { throw 1; } }",
      "Error",
      "threw something that cannot be read",
    ],
    [
      "new Proxy({}, { get() { throw 1; } })",
      "Error",
      "threw something that cannot be read",
    ],
    [
      "{ toString() { throw 1; }, name: 5, message: {} }",
      "Error",
      "threw an object",
    ],
    ["new Error('x'.repeat(9999))", "Error", "x".repeat(CAPS.message)],
  ];
  for (const [value, name, message] of thrown) {
    const run = bareRealm();
    const handle = run(realmSource(5)) as Handle;
    handle(0, call({ minute: 1, entry: "S" }));
    const said = handle(
      1,
      run(
        `(function () { return { S: class { generate_signal() { throw ${value}; } } }; })`,
      ),
    );
    const { error } = JSON.parse(said ?? "{}");
    assert.deepEqual([error.name, error.message], [name, message]);
  }
});

Deno.test("realmSource() keeps the places of a stack whose message is long", () => {
  const run = bareRealm();
  const handle = run(realmSource(5)) as Handle;
  handle(0, call({ minute: 1, entry: "S" }));
  const body =
    "generate_signal() { throw new Error('x\\n    at '.repeat(9999)); }";
  const script = run(`(function () { return { S: class { ${body} } }; })`);
  const { error } = JSON.parse(handle(1, script) ?? "{}");
  assert.equal(error.message.length, CAPS.message);
  assert.match(error.stack, /^\n {4}at S\.generate_signal \(.*:1:\d+\)/);
});

function call(more: Record<string, unknown>): string {
  const team = {
    id: "a",
    name: "A",
    cash: 1,
    buyingPower: 1,
    positions: [],
    openOrders: [],
    params: {},
  };
  return JSON.stringify({ seed: [1, 2, 3, 4], team, ...more });
}
