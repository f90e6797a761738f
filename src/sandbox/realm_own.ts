/**
 * The first part of the realm's loader: what it saves before the strategy runs,
 * so that a patched prototype cannot change what the loader does. It is run
 * inside the realm from its source text: nothing outside the function exists.
 *
 * @module
 */

/** Returns the realm's own functions, as they were at the start. */
export function saveOwn() {
  type Uncurry = <Self, Args extends unknown[], Result>(
    method: (this: Self, ...args: Args) => Result,
  ) => (self: Self, ...args: Args) => Result;
  const { call, bind } = Function.prototype;
  const uncurry = bind.bind(call as never) as unknown as Uncurry;
  return {
    parse: JSON.parse,
    stringify: JSON.stringify as (value: unknown) => string | undefined,
    apply: Reflect.apply,
    construct: Reflect.construct,
    defineProperty: Object.defineProperty,
    create: Object.create as (prototype: null) => Record<string, never>,
    keys: Object.keys,
    setPrototypeOf: Object.setPrototypeOf,
    isArray: Array.isArray,
    toText: String,
    slice: uncurry(Array.prototype.slice) as <Item>(
      list: readonly Item[],
      start?: number,
      end?: number,
    ) => Item[],
    splice: uncurry(Array.prototype.splice) as <Item>(
      list: Item[],
      start: number,
      count: number,
      item: Item,
    ) => Item[],
    cut: uncurry(String.prototype.slice),
    find: uncurry(String.prototype.indexOf) as (
      text: string,
      part: string,
    ) => number,
    Date,
    Error,
    TypeError,
    RangeError,
    Promise,
    then: uncurry(Promise.prototype.then) as (
      promise: Promise<unknown>,
      done: (value: unknown) => void,
      failed: (reason: unknown) => void,
    ) => Promise<unknown>,
    toISOString: uncurry(Date.prototype.toISOString),
    dateToString: uncurry(Date.prototype.toString),
  };
}

/** What {@linkcode saveOwn} returns. */
export type Own = ReturnType<typeof saveOwn>;
