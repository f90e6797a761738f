/**
 * The Web Worker of a strategy's process: it holds the realm and nothing else.
 * No function or object of the worker enters the realm, and of what comes out
 * only texts are looked at: a thrown value is never touched.
 *
 * @module
 */

import vm from "node:vm";
import { frame } from "./frames.ts";
import { realmSource } from "./realm.ts";

/** The worker's own global, which the types of a window do not describe. */
interface WorkerGlobal {
  onmessage: (event: MessageEvent<Uint8Array>) => void;
  postMessage(message: Uint8Array, transfer: Transferable[]): void;
  /** Collects garbage; there with V8's `--expose-gc`. */
  gc?(): void;
  addEventListener(
    type: "unhandledrejection" | "error",
    listener: (event: Event) => void,
  ): void;
}

/**
 * Left alone, V8 lets a hundred MB of copies of old minutes pile up before it
 * looks. Every few minutes, after the answer has gone, we do.
 */
const LOOK_EVERY = 8;
/** Garbage that is worth the milliseconds of a collection, bytes. */
const GARBAGE_MAX = 8e6;

const scope = globalThis as unknown as WorkerGlobal;
/** Under this name the handle is in the realm for a moment, never while the strategy runs. */
const name = `q${crypto.randomUUID().replaceAll("-", "")}`;
const global: object = Object.create(null);
const context = vm.createContext(global, {
  codeGeneration: { strings: false, wasm: false },
  microtaskMode: "afterEvaluate",
});
let handle: unknown;
let script: string | undefined;
/** Minutes until the next look; the first number differs, so that not all teams collect at once. */
let untilLook = 1 + crypto.getRandomValues(new Uint8Array(1))[0]! % LOOK_EVERY;
/** What the heap held after the last collection, bytes. */
let heapFloor = 0;

// Without these, a rejected promise or a late error of the strategy ends the process.
scope.addEventListener("unhandledrejection", (event) => event.preventDefault());
scope.addEventListener("error", (event) => event.preventDefault());
scope.onmessage = ({ data }) => receive(data);
reply(0, "R", "");

/**
 * Reads a frame: a letter, the call's number, the milliseconds left, text.
 * `B` gives the window and builds the realm, `L` brings the script, `C` a
 * minute, `A` answers.
 */
function receive(bytes: Uint8Array): void {
  const header = new DataView(bytes.buffer, bytes.byteOffset);
  const kind = String.fromCharCode(bytes[0] ?? 0);
  const id = header.getUint32(1);
  const limitMs = header.getUint32(5);
  const text = new TextDecoder().decode(bytes.subarray(9));
  if (kind === "B") handle = run(realmSource(Number(text)), 10_000);
  else if (kind === "L") script = text;
  else {
    evaluate(id, kind, text, performance.now() + limitMs);
    if (kind === "C" && --untilLook === 0) tidyHeap();
  }
}

function tidyHeap(): void {
  untilLook = LOOK_EVERY;
  const { heapUsed } = Deno.memoryUsage();
  if (heapFloor > 0 && heapUsed < heapFloor + GARBAGE_MAX) return;
  scope.gc?.();
  heapFloor = Deno.memoryUsage().heapUsed;
}

function evaluate(id: number, kind: string, text: string, end: number): void {
  try {
    const input = JSON.stringify(text);
    let answer: unknown;
    if (kind === "A") answer = step(3, input, end);
    else if (script === undefined) answer = step(2, input, end);
    else {
      step(0, input, end);
      // A function, so that its exports stay local; its first line keeps its columns.
      const prefix = "(function () {";
      const source = `${prefix}${script}\nreturn strategy; })`;
      const made = run(source, left(end), {
        filename: "strategy.js",
        columnOffset: -prefix.length,
      });
      script = undefined;
      answer = step(1, made, end);
    }
    // Promises have been worked off by now: what there was to wait for has come, or asks.
    if (answer === undefined) answer = step(4, "0", end);
    reply(id, "O", typeof answer === "string" ? answer : "");
  } catch {
    // What was thrown is the team's: it is not looked at.
    reply(id, performance.now() >= end ? "T" : "F", "");
  }
}

/** Runs one step of the loader; `input` is source text, or a function of the realm. */
function step(number: number, input: unknown, end: number): unknown {
  const isText = typeof input === "string";
  put(name, handle);
  if (!isText) put(`${name}f`, input);
  const argument = isText ? input : `globalThis.${name}f`;
  return run(
    `(()=>{const h=globalThis.${name},i=${argument};delete globalThis.${name};` +
      `delete globalThis.${name}f;return h(${number},i)})()`,
    left(end),
  );
}

/** Defines instead of assigning: an accessor of the team's is never called. */
function put(key: string, value: unknown): void {
  Object.defineProperty(global, key, { value, configurable: true });
}

function run(
  source: string,
  timeout: number,
  options: vm.ScriptOptions = { filename: "loader.js" },
): unknown {
  return new vm.Script(source, options)
    .runInContext(context, { timeout });
}

function left(end: number): number {
  return Math.max(1, Math.ceil(end - performance.now()));
}

function reply(id: number, kind: string, text: string): void {
  const header = new Uint8Array(5);
  header[0] = kind.charCodeAt(0);
  new DataView(header.buffer).setUint32(1, id);
  const bytes = frame(header, new TextEncoder().encode(text));
  scope.postMessage(bytes, [bytes.buffer]);
}
