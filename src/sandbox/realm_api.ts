import type { Columns, WireColumns } from "./realm_columns.ts";
import type { Own } from "./realm_own.ts";

/** Number, name of the method and arguments of one data request. */
export type WireRequest = readonly [number, string, readonly unknown[]];

/** Number of a request, then either `1` and its columns or `0` and why not. */
export type WireAnswer = readonly [number, 0 | 1, unknown];

/** `team.api` and what the loader needs to serve it. */
export interface RealmApi {
  /** Starts a minute: earlier promises are never answered. Returns `team.api`. */
  open(minute: number): Record<string, unknown>;
  /** Returns the requests that were made since the last call. */
  take(): WireRequest[];
  /** Settles promises. */
  answer(answers: readonly WireAnswer[]): void;
}

/** Checks an argument of `team.api` and makes it ready to leave the realm. */
export type Reader = (value: unknown) => unknown;

/** The checks, see {@linkcode makeReaders}. */
export interface Readers {
  readonly symbolOf: Reader;
  readonly symbolsOf: Reader;
  readonly numberOf: Reader;
  readonly dateOf: Reader;
  /** Whether prices are wanted adjusted, from the options that may come last. */
  readonly adjustedOf: (value: unknown) => boolean;
}

/** Part of the realm's loader: nothing outside the function exists there. */
export function makeReaders(own: Own): Readers {
  const symbolOf = (value: unknown): string => {
    if (typeof value === "string") return own.cut(value, 0, 40);
    throw new own.TypeError("a symbol is a text such as AAPL");
  };
  const symbolsOf = (value: unknown): string[] => {
    if (!own.isArray(value)) {
      throw new own.TypeError("symbols are a list of texts");
    }
    if (value.length > 200) {
      throw new own.RangeError("at most 200 symbols at once");
    }
    const symbols: string[] = [];
    for (let i = 0; i < value.length; i++) symbols[i] = symbolOf(value[i]);
    return symbols;
  };
  const numberOf = (value: unknown): number => {
    if (typeof value === "number") return value;
    throw new own.TypeError("n is a whole number from 1");
  };
  const dateOf = (value: unknown): string => {
    if (typeof value === "string") return own.cut(value, 0, 40);
    if (value instanceof own.Date) return own.toISOString(value);
    throw new own.TypeError("a date is a Date or a text such as 2026-11-20");
  };
  const adjustedOf = (value: unknown): boolean => {
    if (value === undefined) return false;
    const adjusted = value === null
      ? value
      : (value as { readonly adjusted?: unknown }).adjusted;
    if (adjusted === undefined && typeof value === "object") return false;
    if (typeof adjusted === "boolean") return adjusted;
    throw new own.TypeError("options are an object such as { adjusted: true }");
  };
  return { symbolOf, symbolsOf, numberOf, dateOf, adjustedOf };
}

/** How an answer finds its promise. */
interface Waiting {
  readonly done: (value: unknown) => void;
  readonly failed: (reason: unknown) => void;
  readonly multi: boolean;
}

/** The requests of a minute. */
export interface Ask {
  /** The six methods of `team.api`. */
  readonly methods: Readonly<Record<string, unknown>>;
  clear(): void;
  take(): WireRequest[];
  /** Returns whoever waits for an answer, once. */
  waiting(id: number): Waiting | undefined;
}

/** Part of the realm's loader: nothing outside the function exists there. */
export function makeAsk(own: Own, readers: Readers, callsMax: number): Ask {
  const { symbolOf, symbolsOf, numberOf, dateOf, adjustedOf } = readers;
  let waiting = own.create(null) as Record<number, Waiting>;
  let requests: WireRequest[] = [];
  let count = 0;
  let minutes = 0;
  const request =
    (method: string, multi: boolean, checks: readonly Reader[]) =>
    (...values: unknown[]): Promise<unknown> =>
      new own.Promise((done, failed) => {
        if (count >= callsMax) {
          throw new own.RangeError(
            "Cannot call team.api." + method + "(): at most " + callsMax +
              " calls a minute",
          );
        }
        const args: unknown[] = [];
        for (let i = 0; i < checks.length; i++) args[i] = checks[i]!(values[i]);
        if (adjustedOf(values[checks.length])) args[checks.length] = true;
        const id = minutes * 1000 + count++;
        waiting[id] = { done, failed, multi };
        requests[requests.length] = [id, method, args];
      });
  return {
    methods: {
      getLastN: request("getLastN", false, [symbolOf, numberOf]),
      getDay: request("getDay", false, [symbolOf, dateOf]),
      getRange: request("getRange", false, [symbolOf, dateOf, dateOf]),
      getLastNMulti: request("getLastNMulti", true, [symbolsOf, numberOf]),
      getDayMulti: request("getDayMulti", true, [symbolsOf, dateOf]),
      getRangeMulti: request("getRangeMulti", true, [
        symbolsOf,
        dateOf,
        dateOf,
      ]),
    },
    clear() {
      waiting = own.create(null);
      requests = [];
      count = 0;
      minutes++;
    },
    take() {
      const taken = requests;
      requests = [];
      return taken;
    },
    waiting(id) {
      const found = waiting[id];
      delete waiting[id];
      return found;
    },
  };
}

/**
 * Part of the realm's loader: nothing outside the function exists there. The
 * promises are the realm's own; the engine only ever sees text.
 */
export function makeApi(own: Own, columns: Columns, ask: Ask): RealmApi {
  const names = own.keys(ask.methods);
  const many = (parts: Readonly<Record<string, WireColumns>>) => {
    const all: Record<string, unknown> = {};
    const symbols = own.keys(parts);
    for (let i = 0; i < symbols.length; i++) {
      all[symbols[i]!] = columns.history(parts[symbols[i]!]!);
    }
    return all;
  };
  return {
    open(minute) {
      ask.clear();
      const api: Record<string, unknown> = {};
      for (let i = 0; i < names.length; i++) {
        api[names[i]!] = ask.methods[names[i]!];
      }
      api.priceAge = (symbol: unknown) => {
        const at = typeof symbol === "string"
          ? columns.lastAt(symbol)
          : undefined;
        return at === undefined ? undefined : (minute - at) * 60;
      };
      return api;
    },
    take: ask.take,
    answer(answers) {
      for (let i = 0; i < answers.length; i++) {
        const answer = answers[i]!;
        const promise = ask.waiting(answer[0]);
        if (!promise) continue;
        if (answer[1] === 0) {
          promise.failed(new own.Error(answer[2] as string));
        } else if (promise.multi) {
          promise.done(many(answer[2] as Record<string, WireColumns>));
        } else promise.done(columns.history(answer[2] as WireColumns));
      }
    },
  };
}
