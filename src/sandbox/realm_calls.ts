import type { RealmApi, WireAnswer } from "./realm_api.ts";
import type { RealmClock } from "./realm_clock.ts";
import type { Columns, WireColumns, WireRows } from "./realm_columns.ts";
import type { Recorder } from "./realm_console.ts";
import type { Own } from "./realm_own.ts";

/** One minute, as it is handed to the realm. */
export interface WireCall {
  /** Start of the minute, minutes since 1970. */
  readonly minute: number;
  readonly seed: readonly number[];
  /** The class; only with the first call. */
  readonly entry?: string;
  readonly team: {
    readonly id: string;
    readonly name: string;
    readonly cash: number;
    readonly buyingPower: number;
    readonly positions: readonly (readonly [string, number, number])[];
    readonly openOrders: readonly unknown[];
    readonly params: unknown;
  };
  /** JSON text of `team.state`, `null` for none; absent when the realm has it. */
  readonly state?: string | null;
  /** All bars, or those that the realm does not have yet. */
  readonly window?: Readonly<Record<string, WireColumns>>;
  readonly rows?: readonly WireRows[];
}

/** Most characters of what leaves the realm, each on its own. */
export interface RealmCaps {
  readonly signals: number;
  readonly requests: number;
  readonly state: number;
}

/** What the parts of the loader make together. */
export interface RealmParts {
  readonly clock: RealmClock;
  readonly recorder: Recorder;
  readonly columns: Columns;
  readonly api: RealmApi;
  /** Describes a thrown value as JSON text; never throws. */
  readonly describe: (thrown: unknown) => string;
}

/** How a minute ended: what was returned, or a described error. */
export type Outcome = { readonly value: unknown } | { readonly error: string };

/** What the loader knows from step to step. */
export interface Session {
  strategy?: Record<string, unknown>;
  entry?: string;
  call?: WireCall;
  /** JSON text of `team.state` as it was last saved. */
  saved?: string | undefined;
  team?: Record<string, unknown>;
  outcome?: Outcome | undefined;
}

type Method = (...args: unknown[]) => unknown;

/** The three things that are done with a strategy. */
export interface Begin {
  /** Takes a minute: a {@linkcode WireCall} as JSON text. */
  take(text: string): void;
  /** Makes the instance from the function that the script is wrapped in. */
  load(script: () => Record<string, unknown>): void;
  /** Calls the strategy. */
  start(): void;
}

/** Returns the `team` that a strategy is given. */
export type TeamOf = (
  call: WireCall,
  saved: string | undefined,
) => Record<string, unknown>;

/** Part of the realm's loader: nothing outside the function exists there. */
export function makeTeam(own: Own, api: RealmApi): TeamOf {
  const positionsOf = (held: WireCall["team"]["positions"]) => {
    const positions: Record<string, unknown> = {};
    for (let i = 0; i < held.length; i++) {
      const quantity = held[i]![1];
      positions[held[i]![0]] = {
        quantity: quantity < 0 ? -quantity : quantity,
        side: quantity < 0 ? "short" : "long",
        avg_cost: held[i]![2],
      };
    }
    return positions;
  };
  return ({ team, minute }, saved) => ({
    id: team.id,
    name: team.name,
    cash: team.cash,
    buying_power: team.buyingPower,
    positions: positionsOf(team.positions),
    open_orders: team.openOrders,
    params: team.params,
    state: saved === undefined ? undefined : own.parse(saved),
    api: api.open(minute),
  });
}

/** Waits for what a strategy returned, if there is something to wait for. */
export type Settle = (value: unknown) => void;

/** Part of the realm's loader: nothing outside the function exists there. */
export function makeSettle(
  own: Own,
  describe: RealmParts["describe"],
  session: Session,
): Settle {
  return (value) => {
    const isObject = typeof value === "object" && value !== null;
    const then = isObject ? (value as { then?: unknown }).then : undefined;
    if (typeof then !== "function") {
      session.outcome = { value };
      return;
    }
    const { call } = session;
    const end = (outcome: Outcome) => {
      // An earlier minute's promise may still come to something.
      if (session.call === call) session.outcome = outcome;
    };
    const done = (value: unknown) => end({ value });
    const failed = (thrown: unknown) => end({ error: describe(thrown) });
    try {
      own.then(value as Promise<unknown>, done, failed);
    } catch {
      // Not a promise of the realm, but something with a then().
      const promise = new own.Promise((take: (value: unknown) => void) =>
        take(value)
      );
      own.then(promise, done, failed);
    }
  };
}

/** Part of the realm's loader: nothing outside the function exists there. */
export function makeBegin(
  own: Own,
  { clock, recorder, columns }: RealmParts,
  session: Session,
  teamOf: TeamOf,
  settle: Settle,
): Begin {
  return {
    take(text) {
      const call: WireCall = own.parse(text);
      session.call = call;
      session.outcome = undefined;
      clock.set(call.minute * 60_000 + 60_000, call.seed);
      recorder.take();
      if (call.entry !== undefined) session.entry = call.entry;
      if (call.state !== undefined) session.saved = call.state ?? undefined;
      if (call.window) columns.load(call.window);
      const rows = call.rows ?? [];
      for (let i = 0; i < rows.length; i++) columns.add(rows[i]!);
    },
    load(script) {
      const { minute, seed, team } = session.call!;
      const entry = session.entry!;
      const Strategy = script()[entry];
      if (typeof Strategy !== "function") {
        throw new own.TypeError("there is no exported class " + entry);
      }
      const params = own.parse(own.stringify(team.params) ?? "{}");
      const made = own.construct(Strategy, [params]) as Record<string, unknown>;
      if (
        typeof made.generate_signal !== "function" &&
        typeof made.generateSignal !== "function"
      ) {
        throw new own.TypeError("class " + entry + " has no generate_signal()");
      }
      // The call draws the same numbers, whether the instance is new or not.
      clock.set(minute * 60_000 + 60_000, seed);
      session.strategy = made;
    },
    start() {
      const strategy = session.strategy!;
      session.team = teamOf(session.call!, session.saved);
      const { bars, prices } = columns.market();
      const method = strategy.generate_signal ?? strategy.generateSignal;
      settle(
        own.apply(method as Method, strategy, [session.team, bars, prices]),
      );
    },
  };
}

/**
 * Returns the function that says, as JSON text, what there is to say: signals,
 * requests, an error, or that nothing will ever come. Part of the realm's
 * loader: nothing outside the function exists there.
 */
export function makeSay(
  own: Own,
  { recorder, api, describe }: RealmParts,
  session: Session,
  caps: RealmCaps,
): () => string {
  const limit = (text: string, max: number, what: string): void => {
    if (text.length <= max) return;
    throw new own.RangeError(what + " larger than " + max / 1024 + " KB");
  };
  const log = (): string => {
    const text = recorder.take();
    return text === "" ? "" : ',"log":' + own.stringify(text);
  };
  const signalsOf = (value: unknown): string => {
    const list = value === undefined || value === null
      ? []
      : own.isArray(value)
      ? value
      : [value];
    const text = own.stringify(list) ?? "[]";
    limit(text, caps.signals, "the signals are");
    return text;
  };
  const stateOf = (value: unknown): string | undefined => {
    const text = own.stringify(value);
    if (text === undefined) return session.saved && "null";
    limit(text, caps.state, "team.state is");
    return text;
  };
  const failed = (error: string): string => '{"error":' + error + log() + "}";
  return () => {
    const { outcome } = session;
    try {
      if (!outcome) {
        const requests = api.take();
        if (requests.length === 0) return '{"stuck":true' + log() + "}";
        const text = own.stringify(requests)!;
        limit(text, caps.requests, "the requests are");
        return '{"requests":' + text + "}";
      }
      if ("error" in outcome) return failed(outcome.error);
      const signals = signalsOf(outcome.value);
      const state = stateOf(session.team!.state);
      const changed = state !== session.saved
        ? ',"state":' + own.stringify(state)
        : "";
      session.saved = state;
      return '{"signals":' + signals + changed + log() + "}";
    } catch (thrown) {
      return failed(describe(thrown));
    }
  };
}

/**
 * Returns the one function by which the worker drives the realm. Steps: `0`
 * takes a minute, `1` loads the script and starts, `2` takes a minute and
 * starts, `3` takes answers, `4` says what there is to say; so do `1` and `2`
 * when there is nothing to wait for. It throws only when the deadline ends it.
 * Part of the realm's loader: nothing outside the
 * function exists there.
 */
export function makeHandle(
  own: Own,
  { api, describe }: RealmParts,
  session: Session,
  begin: Begin,
  say: () => string,
): (step: number, input: unknown) => string | undefined {
  return (step, input) => {
    if (step === 4) return say();
    let isLoading = step === 1;
    try {
      if (step === 0 || step === 2) begin.take(input as string);
      if (step === 3) api.answer(own.parse(input as string) as WireAnswer[]);
      if (step === 1) begin.load(input as () => Record<string, unknown>);
      isLoading = false;
      if (step === 1 || step === 2) begin.start();
    } catch (thrown) {
      const error = describe(thrown);
      session.outcome = {
        error: isLoading ? '{"load":true,' + own.cut(error, 1) : error,
      };
    }
    return session.outcome && step !== 0 ? say() : undefined;
  };
}
