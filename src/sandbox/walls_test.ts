import { strict as assert } from "node:assert";
import { strategyPacker } from "./bundle.ts";
import { bareRealm, callOf, Stage, wall } from "./fixtures_test.ts";
import { launchers } from "./launch.ts";

/** Returns what a strategy of this body says it has found, minute by minute. */
async function found(body: string, minutes = 2): Promise<unknown[]> {
  await using stage = new Stage(["AAPL"]);
  const call = callOf("a", body);
  const said: unknown[] = [];
  for (let i = 0; i < minutes; i++) {
    const [run] = await stage.next([call]);
    assert.equal(run?.outcome, "ok", JSON.stringify(run?.error));
    said.push(run.signals);
  }
  return said;
}

/** Tries to have stacks formatted by a function of its own, in every way there is. */
const FORMATTERS = [
  "Error.prepareStackTrace = hook",
  "Object.defineProperty(Error, 'prepareStackTrace', { value: hook })",
  "Reflect.set(Error, 'prepareStackTrace', hook)",
  "globalThis.Error = { prepareStackTrace: hook }",
  "Object.defineProperty(globalThis, 'Error', { value: { prepareStackTrace: hook } })",
  "delete globalThis.Error; globalThis.Error = { prepareStackTrace: hook }",
  "Object.setPrototypeOf(Error, { prepareStackTrace: hook })",
  "Object.prototype.prepareStackTrace = hook; Function.prototype.prepareStackTrace = hook",
  "TypeError.prepareStackTrace = hook; RangeError.prepareStackTrace = hook",
];

for (const way of FORMATTERS) {
  Deno.test(`no strategy is handed call sites by ${way}`, async () => {
    const body = `
      sites = 0;
      look() {
        const hook = (_, sites) => { this.sites += sites.length; return ""; };
        try { ${way}; } catch { /* refused: just as well */ }
        for (const make of [() => new Error("a"), () => null.x, () => { throw new RangeError("b"); }]) {
          try { make().stack; } catch (error) { error.stack; }
        }
        try { const o = {}; Error.captureStackTrace?.(o); o.stack; } catch { /* gone */ }
        try { (function deep() { deep(); })(); } catch (error) { error.stack; }
      }
      generate_signal() { this.look(); return [this.sites]; }`;
    assert.deepEqual(await found(body), [[0], [0]]);
  });
}

Deno.test("a strategy's names are those of the language", async () => {
  const body = `
    generate_signal() {
      const names = ["Deno", "process", "require", "module", "fetch", "Worker",
        "WebSocket", "BroadcastChannel", "MessageChannel", "postMessage", "self",
        "setTimeout", "queueMicrotask", "performance", "crypto", "navigator",
        "Buffer", "WebAssembly", "SharedArrayBuffer", "Atomics", "WeakRef",
        "FinalizationRegistry", "gc", "structuredClone", "importScripts"];
      return names.filter((name) => typeof globalThis[name] !== "undefined");
    }`;
  assert.deepEqual(await found(body), [[], []]);
});

Deno.test("a strategy makes no code out of texts", async () => {
  const body = `
    generate_signal() {
      const made = [];
      const makers = [
        () => (0, eval)("1"), () => Function("return 1")(),
        () => (async () => {}).constructor("return 1")(),
        () => (function* () {}).constructor("yield 1")().next(),
        () => this.constructor.constructor("return 1")(),
      ];
      for (const make of makers) {
        try { made.push(typeof make()); } catch { /* refused */ }
      }
      return made;
    }`;
  assert.deepEqual(await found(body), [[], []]);
});

Deno.test("nothing of the engine's environment is in a strategy's process", async () => {
  Deno.env.set("QTC_TEST_SECRET", "s3cret");
  await using stage = new Stage(["AAPL"]);
  await stage.next([callOf("a", "generate_signal() {}")]);
  const [pid] = stage.strategies.processes().values();
  const environment = Deno.readTextFileSync(`/proc/${pid}/environ`);
  Deno.env.delete("QTC_TEST_SECRET");
  assert.match(environment, /TZ=UTC/);
  assert.doesNotMatch(environment, /s3cret|ALPACA|APCA|PATH=/);
  assert.equal(Deno.readLinkSync(`/proc/${pid}/cwd`), "/");
});

/** Every way in which a script could ask for a module. */
const IMPORTS = [
  'import "x";',
  'import fs from "node:fs"; fs;',
  'import * as fs from "fs"; fs;',
  'import keys from "/data/api_keys.json" with { type: "json" }; keys;',
  'import defer * as fs from "node:fs"; fs;',
  'import source wasm from "x"; wasm;',
  'export * from "https://localhost/x.js";',
  'export { x } from "data:text/javascript,export const x = 1";',
  'import("x");',
  'import("x" + 1);',
  "import(globalThis.name);",
  'import.source("x");',
  'import.defer("x");',
  '(async () => { await import("x"); })();',
  "import.meta.url;",
  "const { resolve } = import.meta; resolve;",
  'require("fs");',
  'require("f" + "s");',
  "require(globalThis.name);",
  'require.resolve("fs");',
  "globalThis.r = require;",
  'eval("1");',
];

Deno.test("no strategy that asks for a module is packed, however it asks", async () => {
  const packer = strategyPacker({ launch: launchers(false).packer, wall });
  // In a text or a name of its own, nothing is asked for.
  const fine = '"import(x); require(y)"; ({ import: 1, require: 2 }).import;';
  const packed = await packer.packAll([...IMPORTS, fine].map((line) => ({
    files: { "s.ts": `${line}\nexport class S { generate_signal() {} }` },
    entry: "s",
  })));
  assert.deepEqual(
    packed.map((each) => "script" in each ? "packed" : each.message),
    packed.map((each, i) =>
      i === IMPORTS.length ? "packed" : String(
        "message" in each &&
          each.message.match(/^.+\(s\.ts:1:\d+\).*$/)?.[0],
      )
    ),
  );
});

/** Looks at all that can be reached from what a strategy has, and names what is not of its own realm. */
const WALK = `
  async reach(team, bars, prices) {
    const thrown = [];
    const attempts = [
      () => null.x, () => x, () => JSON.parse("{"), () => new RegExp("("),
      () => { const deep = () => deep() + 1; deep(); }, () => new Array(-1),
      () => decodeURI("%"), () => Function("1"), () => (0, eval)("1"),
      () => 1n + 1, () => "x".repeat(2 ** 40), () => new ArrayBuffer(2 ** 60),
      () => Reflect.construct(1), () => [].reduce(), () => Symbol() + "",
    ];
    for (const attempt of attempts) {
      try { attempt(); } catch (error) { thrown.push(error); }
    }
    await team.api.getLastN("NONE", 1).catch((error) => thrown.push(error));
    await team.api.getLastN(1).catch((error) => thrown.push(error));
    const asked = team.api.getLastN("AAPL", 1);
    const made = [async () => {}, function* () {}, async function* () {}, class {}];
    return [team, bars, prices, thrown, asked, await asked, made, this, globalThis];
  }
  walk(roots) {
    const seen = new Set();
    const foreign = [];
    const queue = roots.map((value, i) => [i, value, 0]);
    for (const [path, value, depth] of queue) {
      if (Object(value) !== value || seen.has(value)) continue;
      seen.add(value);
      // A chain of prototypes ends in this realm's Object.prototype, or has one link.
      let last = value;
      for (let next; (next = Reflect.getPrototypeOf(last)) !== null;) last = next;
      if (last !== Object.prototype && last !== value) foreign.push(path);
      const isOwn = value instanceof Function || value === Function.prototype;
      if (typeof value === "function" && !isOwn) foreign.push(path + "()");
      if (depth === 9) continue;
      queue.push([path + ".__proto__", Reflect.getPrototypeOf(value), depth + 1]);
      for (const key of Reflect.ownKeys(value)) {
        const { value: held, get, set } = Reflect.getOwnPropertyDescriptor(value, key);
        const name = path + "." + String(key);
        for (const each of [held, get, set]) queue.push([name, each, depth + 1]);
        if (get) try { queue.push([name, value[key], depth + 1]); } catch (error) { queue.push([name, error, depth + 1]); }
      }
    }
    return [seen.size > 500, foreign];
  }`;

Deno.test("nothing that a strategy can reach is of another realm", async () => {
  const body = `${WALK}
    async generate_signal(team, bars, prices) {
      return this.walk(await this.reach(team, bars, prices));
    }`;
  assert.deepEqual(await found(body), [[true, []], [true, []]]);
  // It does see what is: this test's own realm is another one.
  const walk = bareRealm()(`(class { ${WALK} }).prototype.walk`) as (
    roots: unknown[],
  ) => [boolean, (string | number)[]];
  const [, foreign] = walk([{ list: [] }, () => {}, null]);
  assert.equal(foreign.slice(0, 4).join(), "0,1,1(),0.list");
});

Deno.test("no thrown or rejected value ends the process", async () => {
  const body = `
    minutes = 0;
    generate_signal() {
      const bad = () => { throw new Error("trap"); };
      const loop = () => { for (;;); };
      const poisoned = (get) => {
        const error = new Error("why");
        for (const name of ["message", "name", "stack", "code", "cause", "toString", "constructor", "then"]) {
          Object.defineProperty(error, name, { get });
        }
        return error;
      };
      const traps = { get: bad, has: bad, ownKeys: bad, getPrototypeOf: bad, getOwnPropertyDescriptor: bad };
      for (const thrown of [undefined, null, Symbol("s"), poisoned(bad), poisoned(loop), new Proxy({}, traps)]) {
        Promise.reject(thrown);
        Promise.resolve().then(() => { throw thrown; });
        (async () => { throw thrown; })();
      }
      return [this.minutes++];
    }`;
  assert.deepEqual(await found(body, 3), [[0], [1], [2]]);
});

Deno.test("what does not end is ended, also where the deadline inside does not reach", async () => {
  await using stage = new Stage(["AAPL"], { timeoutMs: 300, memoryMb: 1000 });
  const endless = {
    loop: "for (;;);",
    caught:
      "for (;;) try { throw 1; } catch { continue; } finally { for (;;); }",
    microtasks: "const f = () => Promise.resolve().then(f); f();",
    awaits: "return (async () => { for (;;) await null; })();",
    regex: '/^(a+)+$/.test("a".repeat(50) + "!");',
    sort: "[1, 2].sort(() => { for (;;); });",
    search: "[].indexOf.call({ length: 2 ** 53 - 1 }, 1);",
    fill: "new Array(2 ** 32 - 1).fill(0);",
    getter: "return { get symbol() { for (;;); } };",
    thrown: "throw { get message() { for (;;); } };",
  };
  const runs = await stage.next(
    Object.entries(endless).map(([id, line]) =>
      callOf(id, `generate_signal() { ${line} }`)
    ),
  );
  assert.deepEqual(
    runs.map(({ teamId, outcome }) => `${teamId} ${outcome}`),
    Object.keys(endless).map((id) => `${id} timeout`),
  );
});
