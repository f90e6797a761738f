/**
 * The source text of the realm's loader: functions that need nothing but their
 * arguments, put together as text, because no function of the worker may enter
 * the realm.
 *
 * @module
 */

import { makeApi, makeAsk, makeReaders } from "./realm_api.ts";
import { makeBegin, makeHandle, makeSettle, makeTeam } from "./realm_calls.ts";
import { installCalendars, installClock } from "./realm_clock.ts";
import {
  makeColumns,
  makeRows,
  makeSeries,
  makeStamps,
} from "./realm_columns.ts";
import { installConsole } from "./realm_console.ts";
import type { Own } from "./realm_own.ts";
import { saveOwn } from "./realm_own.ts";
import { makeSay } from "./realm_say.ts";

/** Most characters of what leaves the realm, each on its own. */
export const CAPS = {
  signals: 64 * 1024,
  requests: 64 * 1024,
  log: 16 * 1024,
  state: 256 * 1024,
  message: 2000,
  stack: 8000,
} as const;

/** Most calls of `team.api` in a minute. */
export const REQUESTS_MAX = 20;

/**
 * What stays in the realm: the language, less what shares memory, waits, makes
 * code or watches the collector. A list of what stays, because the next V8 adds
 * names.
 */
const KEPT = [
  ...["Object", "Function", "Array", "Number", "Boolean", "String", "Symbol"],
  ...["Date", "Promise", "RegExp", "JSON", "Math", "Intl", "Temporal"],
  ...["Error", "AggregateError", "EvalError", "RangeError", "ReferenceError"],
  ...["SyntaxError", "TypeError", "URIError", "SuppressedError"],
  ...["DisposableStack", "AsyncDisposableStack", "Iterator", "Proxy"],
  ...["Reflect", "Map", "Set", "WeakMap", "WeakSet", "BigInt", "DataView"],
  ...["ArrayBuffer", "Uint8Array", "Int8Array", "Uint16Array", "Int16Array"],
  ...["Uint32Array", "Int32Array", "BigUint64Array", "BigInt64Array"],
  ...["Uint8ClampedArray", "Float16Array", "Float32Array", "Float64Array"],
  ...["Infinity", "NaN", "undefined", "globalThis", "parseFloat", "parseInt"],
  ...["isFinite", "isNaN", "decodeURI", "decodeURIComponent", "encodeURI"],
  ...["encodeURIComponent", "escape", "unescape"],
];

/**
 * What a script finds as its own variables: a name that is looked up in the
 * global of a `node:vm` realm costs a hundred times as much. `undefined` is no
 * lookup.
 */
export const LOCALS: readonly string[] = [...KEPT, "console"]
  .filter((name) => name !== "undefined");

/**
 * What formats a stack is handed call sites, and these are objects of the host:
 * one step up their prototypes leads out. So nobody may format stacks, and
 * nobody may put another `Error` in its place.
 */
const LOCK_STACKS = `
Object.defineProperty(Error, "prepareStackTrace", { value: undefined });
Object.defineProperty(globalThis, "Error",
  { value: Error, writable: false, enumerable: false, configurable: false });`;

/**
 * Returns the loader: a script whose value is the handle, see `makeHandle()`.
 *
 * @param window Most rows of a symbol that the strategy is given
 */
export function realmSource(window: number): string {
  return `(() => { "use strict";
${LOCK_STACKS}
const own = (${saveOwn})();
const kept = ${JSON.stringify(KEPT)};
for (const name of Object.getOwnPropertyNames(globalThis)) {
  if (kept.includes(name)) continue;
  // V8 does not let go of the name gc; its function goes all the same.
  if (!Reflect.deleteProperty(globalThis, name)) globalThis[name] = undefined;
}
const clock = (${installClock})(own, globalThis);
(${installCalendars})(own, globalThis);
const recorder = (${installConsole})(own, globalThis, ${CAPS.log});
const stamps = (${makeStamps})(own);
const series = (${makeSeries})(own, ${window});
const columns = (${makeColumns})(own, stamps, series, (${makeRows})(own), ${window});
const ask = (${makeAsk})(own, (${makeReaders})(own), ${REQUESTS_MAX});
const api = (${makeApi})(own, columns, ask);
const describe = (${makeDescribe})(own, ${CAPS.message}, ${CAPS.stack});
const locals = ${JSON.stringify(LOCALS)}.map((name) => globalThis[name]);
const parts = { clock, recorder, columns, api, describe, locals };
const session = own.create(null);
const team = (${makeTeam})(own, api);
const settle = (${makeSettle})(own, describe, session);
const begin = (${makeBegin})(own, parts, session, team, settle);
const say = (${makeSay})(own, parts, session, ${JSON.stringify(CAPS)});
return (${makeHandle})(own, parts, session, begin, say);
})()`;
}

/**
 * Part of the realm's loader: returns a function that describes a thrown value
 * without letting it throw again. What its getters do runs within the deadline.
 */
export function makeDescribe(own: Own, messageMax: number, stackMax: number) {
  const text = (value: unknown, max: number): string =>
    typeof value === "string" ? own.cut(value, 0, max) : "";
  // A stack begins with the message, which may leave no room for the places.
  const placesOf = (stack: unknown, message: unknown): unknown => {
    if (typeof stack !== "string" || typeof message !== "string") return stack;
    const at = stack.length > stackMax ? own.find(stack, message) : -1;
    return at < 0 ? stack : own.cut(stack, at + message.length);
  };
  return (thrown: unknown): string => {
    let name = "";
    let message = "";
    let stack = "";
    try {
      if (typeof thrown === "object" && thrown !== null) {
        const error = thrown as Record<string, unknown>;
        name = text(error.name, 100);
        const said = error.message;
        message = text(said, messageMax);
        stack = text(placesOf(error.stack, said), stackMax);
        if (name === "" && message === "") message = "threw an object";
      } else message = "threw " + text(own.toText(thrown), messageMax);
    } catch {
      message = "threw something that cannot be read";
    }
    // Text by text: an object's toJSON may be the team's, a text has none.
    return '{"name":' + own.stringify(name || "Error") + ',"message":' +
      own.stringify(message) + ',"stack":' + own.stringify(stack) + "}";
  };
}
