import { strict as assert } from "node:assert";
import type { Bar } from "../domain/bar.ts";
import type { RunError, RunOutcome } from "../domain/run.ts";
import type { TeamSpec } from "../domain/team.ts";
import type { BarStore } from "../ports/bar_store.ts";
import type { Strategies, StrategyRun, TeamView } from "../ports/strategies.ts";

/** What a fake strategy sees. */
export interface FakeCall {
  readonly spec: TeamSpec;
  readonly view: TeamView;
  /** Start of the minute, Unix milliseconds. */
  readonly minute: number;
  /** All bars handed over so far, by minute, then symbol. */
  readonly bars: readonly Bar[];
  /** `team.state`; `undefined` before it was saved. */
  readonly state: unknown;
  readonly seed: readonly number[];
}

/** What a fake strategy answers when it is more than signals. */
export interface FakeAnswer {
  readonly signals?: readonly unknown[];
  readonly outcome?: RunOutcome;
  readonly error?: RunError;
  /** The new `team.state`. */
  readonly state?: unknown;
}

/** A team's strategy: signals, or more. */
export type FakeStrategy = (call: FakeCall) => readonly unknown[] | FakeAnswer;

/** Strategies that are functions, and what they were called with. */
export interface FakeStrategies extends Strategies {
  readonly calls: FakeCall[];
  /** What each `run()` brought, in order. */
  readonly delivered: {
    readonly minute: number;
    readonly bars: readonly Bar[];
  }[];
  /** The teams whose processes were to be kept, each time it was said. */
  readonly retained: (readonly string[])[];
  /** The teams that were to be made ready, each time it was said. */
  readonly prepared: (readonly string[])[];
}

/**
 * Returns strategies by team. Like processes they begin with the bars that are
 * stored, and are handed over what is new; a bar that comes twice fails the test.
 *
 * @param store Where a process that begins finds its window
 */
export function fakeStrategies(
  teams: Readonly<Record<string, FakeStrategy>>,
  store?: BarStore,
): FakeStrategies {
  const calls: FakeCall[] = [];
  const delivered: { minute: number; bars: readonly Bar[] }[] = [];
  const retained: (readonly string[])[] = [];
  const prepared: (readonly string[])[] = [];
  const known = new Map<string, Bar>();
  const take = (minute: number, bars: readonly Bar[]): void => {
    if (delivered.length === 0) {
      const stored = store?.between(0, minute) ?? [];
      for (const bar of stored) known.set(`${bar.at} ${bar.symbol}`, bar);
      for (const bar of bars) known.delete(`${bar.at} ${bar.symbol}`);
    }
    delivered.push({ minute, bars });
    for (const bar of bars) {
      const key = `${bar.at} ${bar.symbol}`;
      assert.ok(!known.has(key), `${key} is handed over twice`);
      assert.ok(bar.at <= minute, `${key} is from the future`);
      known.set(key, bar);
    }
  };
  return {
    calls,
    delivered,
    retained,
    prepared,
    run({ minute, calls: due, bars }) {
      take(minute, bars);
      const { size } = known;
      return Promise.resolve(due.map(({ spec, view, state, seed }) => {
        const call: FakeCall = {
          spec,
          view,
          minute,
          get bars() {
            return [...known.values()].slice(0, size);
          },
          state: state === undefined ? undefined : JSON.parse(state),
          seed,
        };
        calls.push(call);
        return runOf(spec.id, teams[spec.id]?.(call) ?? []);
      }));
    },
    retain: (teamIds) => void retained.push(teamIds),
    prepare: (teams) =>
      Promise.resolve(void prepared.push(teams.map(({ id }) => id))),
    close: () => Promise.resolve(),
  };
}

function runOf(
  teamId: string,
  answer: readonly unknown[] | FakeAnswer,
): StrategyRun {
  const { signals = [], outcome = "ok", error, state } = isSignals(answer)
    ? { signals: answer } as FakeAnswer
    : answer;
  return {
    teamId,
    outcome,
    signals,
    ...(state !== undefined && { state: JSON.stringify(state) }),
    ...(error && { error }),
    log: "",
    fresh: false,
    wallMs: 1,
    cpuMs: 1,
    load: 0.5,
  };
}

function isSignals(
  answer: readonly unknown[] | FakeAnswer,
): answer is readonly unknown[] {
  return Array.isArray(answer);
}
