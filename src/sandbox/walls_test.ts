import { strict as assert } from "node:assert";
import { callOf, Stage } from "./fixtures_test.ts";

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
