/**
 * The Web Worker of a strategy's process: it holds the realm and nothing else.
 * No function or object of the worker enters the realm, and of what comes out
 * only texts are looked at: a thrown value is never touched.
 *
 * @module
 */

import vm from "node:vm";
import { frame } from "./frames.ts";
import { CAPS, LOCALS, realmSource } from "./realm.ts";

/** The worker's own global, which the types of a window do not describe. */
interface WorkerGlobal {
  onmessage: (event: MessageEvent<Uint8Array>) => void;
  postMessage(message: Uint8Array, transfer: Transferable[]): void;
  /** Collects garbage; there with V8's `--expose-gc`. */
  gc?(options: { readonly type: string; readonly flavor: string }): void;
  addEventListener(
    type: "unhandledrejection" | "error",
    listener: (event: Event) => void,
  ): void;
}

/**
 * Left alone, V8 keeps what the first minutes leave behind: the window in three
 * forms, and arrays that were too short for the second row. So a collection
 * follows the second answer, and then one every so many minutes when there is
 * enough to collect.
 */
const LOOK_EVERY = 64;
/** Garbage that is worth the milliseconds of a collection, bytes. */
const GARBAGE_MAX = 6e6;

/** Longest work of our own before the first minute, milliseconds. */
const PREPARE_MS = 10_000;

/** What Deno looks up by name to hand over a message. */
const DISPATCH = ["onmessage", "onerror", "Event", "MessageEvent"];

const scope = globalThis as unknown as WorkerGlobal;
// Taken now: further down, the worker's global is left with nothing but the language.
const { memoryUsage } = Deno;
const post = scope.postMessage.bind(scope);
const collect = scope.gc?.bind(scope);
const clock = performance;
const decoder = new TextDecoder();
const encoder = new TextEncoder();
/** Under this name the handle is in the realm for a moment, never while the strategy runs. */
const name = `q${crypto.randomUUID().replaceAll("-", "")}`;
const global: object = Object.create(null);
const context = vm.createContext(global, {
  codeGeneration: { strings: false, wasm: false },
  microtaskMode: "afterEvaluate",
});
/** The steps of `makeHandle()`, each a script that takes its two names away before it runs. */
const STEPS = [0, 1, 2, 3, 4, 5].map((number) =>
  new vm.Script(
    // `this`, because a name of the global can be replaced, also globalThis.
    `((g)=>{const h=g.${name},i=g.${name}i;` +
      `delete g.${name};delete g.${name}i;` +
      `return h(${number},i)})(this)`,
    { filename: "loader.js" },
  )
);
let handle: unknown;
let script: string | undefined;
/** Minutes until the next look. */
let untilLook = 2;
/** What the heap held after the last collection, bytes. */
let heapFloor = 0;
/** Not all teams collect in the same minute. */
const lookEvery = LOOK_EVERY +
  crypto.getRandomValues(new Uint8Array(1))[0]! % 16;

// Without these, a rejected promise or a late error of the strategy ends the process.
scope.addEventListener("unhandledrejection", (event) => event.preventDefault());
scope.addEventListener("error", (event) => event.preventDefault());
scope.onmessage = ({ data }) => receive(data);
forgetHost();

/**
 * A second wall: whoever gets out of the realm in a way that nobody knows finds
 * no file, worker, channel or clock here either.
 */
function forgetHost(): void {
  const names = run("Object.getOwnPropertyNames(globalThis).join()", 1_000);
  const kept = new Set([...String(names).split(","), ...DISPATCH]);
  for (const key of Object.getOwnPropertyNames(globalThis)) {
    if (!kept.has(key)) Reflect.deleteProperty(globalThis, key);
  }
}

/**
 * Reads a frame: a letter, the call's number, the milliseconds left, text.
 * `B` gives the window and builds the realm, `L` brings the script, `W` all bars:
 * now a minute can come. `C` is a minute, `A` answers.
 */
function receive(bytes: Uint8Array): void {
  const header = new DataView(bytes.buffer, bytes.byteOffset);
  const kind = String.fromCharCode(bytes[0] ?? 0);
  const id = header.getUint32(1);
  const limitMs = header.getUint32(5);
  const text = decoder.decode(bytes.subarray(9));
  if (kind === "B") handle = run(realmSource(Number(text)), PREPARE_MS);
  else if (kind === "L") script = text;
  else if (kind === "W") {
    step(5, text, clock.now() + PREPARE_MS);
    reply(0, "R", "");
  } else {
    evaluate(id, kind, text, clock.now() + limitMs);
    if (kind === "C" && --untilLook === 0) tidyHeap();
  }
}

function tidyHeap(): void {
  untilLook = lookEvery;
  const { heapUsed } = memoryUsage();
  if (heapFloor > 0 && heapUsed < heapFloor + GARBAGE_MAX) return;
  collect?.({ type: "major", flavor: "last-resort" });
  heapFloor = memoryUsage().heapUsed;
}

function evaluate(id: number, kind: string, text: string, end: number): void {
  try {
    let answer: unknown;
    if (kind === "A") answer = step(3, text, end);
    else if (script === undefined) answer = step(2, text, end);
    else {
      step(0, text, end);
      const compiled = compile(script);
      script = undefined;
      answer = compiled instanceof vm.Script
        ? step(1, compiled.runInContext(context, { timeout: left(end) }), end)
        : compiled;
    }
    // Promises have been worked off by now: what there was to wait for has come, or asks.
    if (answer === undefined) answer = step(4, "", end);
    reply(id, "O", typeof answer === "string" ? answer : "");
  } catch {
    // What was thrown is the team's: it is not looked at.
    reply(id, clock.now() >= end ? "T" : "F", "");
  }
}

/** Returns the script, or, as JSON text, what it says that V8 cannot read it. */
function compile(script: string): vm.Script | string {
  // Functions, so that its exports and what it uses often are local; the first
  // line keeps its columns.
  const prefix = `(function (${LOCALS.join()}) { return (function () {`;
  try {
    return new vm.Script(`${prefix}${script}\nreturn strategy; })(); })`, {
      filename: "strategy.js",
      columnOffset: -prefix.length,
    });
  } catch (thrown) {
    // Nothing of the team has run yet: this error is V8's.
    const { name, message, stack } = thrown as Error;
    const text = (value: unknown, max: number) => String(value).slice(0, max);
    return JSON.stringify({
      error: {
        load: true,
        name: text(name, 100),
        message: text(message, CAPS.message),
        stack: text(stack, CAPS.stack),
      },
    });
  }
}

/**
 * Runs one step of the loader. The input is a text or a function of the realm:
 * neither leads out of it.
 */
function step(number: number, input: unknown, end: number): unknown {
  put(name, handle);
  put(`${name}i`, input);
  return STEPS[number]!.runInContext(context, { timeout: left(end) });
}

/** Defines instead of assigning: an accessor of the team's is never called. */
function put(key: string, value: unknown): void {
  Object.defineProperty(global, key, { value, configurable: true });
}

function run(source: string, timeout: number): unknown {
  return new vm.Script(source, { filename: "loader.js" })
    .runInContext(context, { timeout });
}

function left(end: number): number {
  return Math.max(1, Math.ceil(end - clock.now()));
}

function reply(id: number, kind: string, text: string): void {
  const header = new Uint8Array(5);
  header[0] = kind.charCodeAt(0);
  new DataView(header.buffer).setUint32(1, id);
  const bytes = frame(header, encoder.encode(text));
  post(bytes, [bytes.buffer]);
}
