import { QtcError } from "../../domain/error.ts";
import type { Clock } from "../../ports/clock.ts";
import { type FaultName, FAULTS } from "./fault_list.ts";

/** Something that goes wrong on purpose. */
export interface Fault {
  /** 1, 2, 3 … in the order in which they were set. */
  readonly id: number;
  readonly name: FaultName;
  /** Times that it still happens, > 0; absent: again and again. */
  readonly count?: number;
  /** `from <= time < until`, Unix milliseconds; absent: unbounded. */
  readonly from?: number;
  readonly until?: number;
  /** 0 < probability <= 1; absent: always. */
  readonly probability?: number;
  /** Only of this symbol, in our own form (`BTC`), this order, requests whose path begins so. */
  readonly symbol?: string;
  readonly orderId?: string;
  readonly path?: string;
  readonly method?: string;
  /** What the fault's own line in the list says: milliseconds, a factor, a count. */
  readonly value?: number;
  /** What the fault's own line in the list says: a date, a kind. */
  readonly text?: string;
}

/** What a fault is set by. */
export type FaultSpec = Omit<Fault, "id">;

/** Where a fault could happen. */
export interface FaultPlace {
  readonly symbol?: string;
  readonly orderId?: string;
  readonly path?: string;
  readonly method?: string;
}

/** The faults that are set. */
export interface Faults {
  /**
   * Returns the fault of a name that happens here and now, and counts it;
   * of several the one that was set first.
   */
  take(name: FaultName, place?: FaultPlace): Fault | undefined;
  /** Returns what {@linkcode take} would, without counting or chance: for lasting states. */
  find(name: FaultName, place?: FaultPlace): Fault | undefined;
  /** Returns what prices of a symbol are multiplied by at a time; 1 without `bar_gap`. */
  gap(symbol: string, at: number): number;
  /** Sets a fault; returns it with its id. */
  set(spec: FaultSpec): Fault;
  /** Removes one, or all; returns how many were there. */
  clear(id?: number): number;
  list(): readonly Fault[];
  /** How often each fault has happened. */
  happened(): Readonly<Partial<Record<FaultName, number>>>;
}

/** Faults that may be set at once. */
const FAULTS_MAX = 1_000;

/**
 * Returns no faults yet.
 *
 * @param next Decides those with a probability
 */
export function openFaults(clock: Clock, next: () => number): Faults {
  let faults: Fault[] = [];
  let lastId = 0;
  const happened = new Map<FaultName, number>();
  const fits = (fault: Fault, name: FaultName, place: FaultPlace): boolean =>
    fault.name === name && isNow(fault, clock.now()) && isHere(fault, place);
  return {
    take(name, place = {}) {
      const index = faults.findIndex((fault) =>
        fits(fault, name, place) &&
        (fault.probability === undefined || next() < fault.probability)
      );
      const fault = faults[index];
      if (!fault) return undefined;
      happened.set(name, (happened.get(name) ?? 0) + 1);
      if (fault.count !== undefined) {
        const left = { ...fault, count: fault.count - 1 };
        faults = fault.count > 1
          ? faults.with(index, left)
          : faults.toSpliced(index, 1);
      }
      return fault;
    },
    find: (name, place = {}) =>
      faults.find((fault) => fits(fault, name, place)),
    gap: (symbol, at) =>
      faults.filter((fault) =>
        fault.name === "bar_gap" && isNow(fault, at) &&
        isHere(fault, { symbol })
      ).reduce((product, { value = 0.25 }) => product * value, 1),
    set(spec) {
      if (faults.length >= FAULTS_MAX) {
        throw new QtcError(
          "invalid",
          `Cannot set fault "${spec.name}": there are ${FAULTS_MAX}; clear some`,
        );
      }
      if (!(spec.name in FAULTS)) {
        throw new QtcError(
          "invalid",
          `Cannot set fault "${spec.name}": there is none of that name`,
        );
      }
      const fault = { ...spec, id: ++lastId };
      faults = [...faults, fault];
      return fault;
    },
    clear(id) {
      const before = faults.length;
      faults = id === undefined ? [] : faults.filter((each) => each.id !== id);
      return before - faults.length;
    },
    list: () => faults,
    happened: () => Object.fromEntries(happened),
  };
}

function isNow({ from, until }: Fault, time: number): boolean {
  return (from === undefined || time >= from) &&
    (until === undefined || time < until);
}

/** A fault of one symbol does not happen where no symbol is asked for. */
function isHere(fault: Fault, place: FaultPlace): boolean {
  const { symbol, orderId, path, method } = fault;
  return (symbol === undefined || symbol === place.symbol) &&
    (orderId === undefined || orderId === place.orderId) &&
    (method === undefined || method === place.method) &&
    (path === undefined || Boolean(place.path?.startsWith(path)));
}
