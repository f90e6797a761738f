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

/** What the parts of the loader make together. */
export interface RealmParts {
  readonly clock: RealmClock;
  readonly recorder: Recorder;
  readonly columns: Columns;
  readonly api: RealmApi;
  /** Describes a thrown value as JSON text; never throws. */
  readonly describe: (thrown: unknown) => string;
  /** Values of the names in `LOCALS` of realm.ts. */
  readonly locals: readonly unknown[];
}

/** What the script is wrapped in: it takes the locals and returns the exports. */
export type ScriptFunction = (
  ...locals: readonly unknown[]
) => Record<string, unknown>;

/** How a minute ended: a described error, or what was returned. */
export interface Outcome {
  error?: string;
  value?: unknown;
}

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
  load(script: ScriptFunction): void;
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
    const { call } = session;
    const end = (name: keyof Outcome, result: unknown) => {
      // An earlier minute's promise may still come to something.
      if (session.call !== call) return;
      const outcome: Record<string, unknown> = own.create(null);
      outcome[name] = result;
      session.outcome = outcome;
    };
    const done = (value: unknown) => end("value", value);
    const failed = (thrown: unknown) => end("error", describe(thrown));
    if (typeof then !== "function") {
      done(value);
      return;
    }
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
  { clock, recorder, columns, locals }: RealmParts,
  session: Session,
  teamOf: TeamOf,
  settle: Settle,
): Begin {
  return {
    take(text) {
      // What it does not have must not come from a patched prototype.
      const call: WireCall = own.setPrototypeOf(own.parse(text), null);
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
      const Strategy = own.apply(script, undefined, locals)?.[entry];
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
      if (typeof method !== "function") {
        throw new own.TypeError(
          "class " + session.entry + " has no generate_signal() any more",
        );
      }
      settle(
        own.apply(method as Method, strategy, [session.team, bars, prices]),
      );
    },
  };
}

/**
 * Returns the one function by which the worker drives the realm. Steps: `0`
 * takes a minute, `1` loads the script and starts, `2` takes a minute and
 * starts, `3` takes answers, `4` says what there is to say; so do `1` and `2`
 * when there is nothing to wait for. `5` takes all bars, before the first
 * minute. It throws only when the deadline ends it. Part of the realm's loader:
 * nothing outside the function exists there.
 */
export function makeHandle(
  own: Own,
  { api, columns, describe }: RealmParts,
  session: Session,
  begin: Begin,
  say: () => string,
): (step: number, input: unknown) => string | undefined {
  return (step, input) => {
    if (step === 4) return say();
    if (step === 5) {
      columns.load(own.parse(input as string));
      return undefined;
    }
    let isLoading = step === 1;
    try {
      if (step === 0 || step === 2) begin.take(input as string);
      if (step === 3) api.answer(own.parse(input as string) as WireAnswer[]);
      if (step === 1) begin.load(input as ScriptFunction);
      isLoading = false;
      if (step === 1 || step === 2) begin.start();
    } catch (thrown) {
      const error = describe(thrown);
      const outcome: Outcome = own.create(null);
      outcome.error = isLoading ? '{"load":true,' + own.cut(error, 1) : error;
      session.outcome = outcome;
    }
    return session.outcome && step !== 0 ? say() : undefined;
  };
}
