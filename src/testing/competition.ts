/**
 * A small competition made of chance: every kind of event, in an order that
 * could have happened.
 *
 * @module
 */

import { type Bar, barLine } from "../domain/bar.ts";
import {
  type Books,
  emptyBooks,
  equityOf,
  openOrders,
} from "../domain/books.ts";
import { decimalText } from "../domain/decimal.ts";
import type { LedgerEvent } from "../domain/event.ts";
import { DEFAULT_TERMS } from "../domain/exchange.ts";
import { apply } from "../domain/fold.ts";
import { instrument } from "../domain/instrument.ts";
import { random } from "../domain/random.ts";
import type { Batch } from "../ports/ledger.ts";
import {
  answered,
  type Chance,
  decided,
  settled,
  WORDS,
} from "./competition_orders.ts";
import { joins, marks, minuteAt, teamSpec, usd } from "./events.ts";

/** What a competition is made from. */
export interface CompetitionOptions {
  readonly seed: number;
  readonly minutes: number;
  /** sha256 of a text, hex. */
  readonly digest: (text: string) => string;
}

interface Game extends CompetitionOptions, Chance {
  readonly batches: Batch[];
}

const INSTRUMENTS = [
  instrument("AAPL", "equity"),
  instrument("BTC", "crypto"),
  instrument("MSFT", "equity"),
];
const TEAMS = ["7", "alpha", "beta"];
/** Returns the commits of a competition and the books that they lead to. */
export function competition(
  options: CompetitionOptions,
): { readonly batches: readonly Batch[]; readonly books: Books } {
  const game: Game = {
    ...options,
    next: random("competition", options.seed),
    books: emptyBooks(),
    batches: [],
  };
  begin(game);
  for (let n = 0; n < options.minutes; n++) play(game, n);
  return { batches: game.batches, books: game.books };
}

function commit({ books, batches }: Game, batch: Batch): void {
  if (batch.events.length === 0) return;
  for (const event of batch.events) apply(books, event);
  batches.push(batch);
}

function begin(game: Game): void {
  const minute = minuteAt(-1);
  const bars = barsOf(game, -1);
  commit(game, {
    events: [
      {
        kind: "identity",
        identity: {
          broker: "simulated",
          account: "simulated",
          feed: "recorded",
          clock: "simulated",
          seed: game.seed,
        },
      },
      { kind: "terms", terms: { ...DEFAULT_TERMS, equityFeeBps: 3 } },
      { kind: "universe", instruments: INSTRUMENTS },
      { kind: "history", minute, ...described(game, bars) },
    ],
    bars,
  });
  const limits = { maxOrderNotional: usd(5000.5) };
  const params = JSON.parse(
    '{"price":"1.5","limit":3,"__proto__":{"fee":"2"},"equity":{"a":"1"}}',
  );
  commit(game, {
    events: TEAMS.flatMap((id) => joins(id, 10_000, { limits, params })),
  });
  commit(game, valuation(game, minute));
}

function play(game: Game, n: number): void {
  const { next } = game;
  const minute = minuteAt(n);
  const luck = next();
  if (luck < 0.04 || n === 2) {
    const kind = n === 2 || luck < 0.02 ? "missed" : "skipped";
    const event: LedgerEvent = kind === "missed"
      ? { kind, from: minute, minute, reason: "late" }
      : { kind, minute, reason: "no data" };
    return commit(game, { events: [event] });
  }
  const after = game.books.barsUpTo ?? 0;
  const bars = barsOf(game, n);
  commit(game, {
    events: [{
      kind: "opened",
      minute,
      after,
      symbols: bars.length,
      ...described(game, bars),
    }],
    bars,
  });
  if (luck > 0.97) {
    const reason = "the process was down";
    return commit(game, { events: [{ kind: "skipped", minute, reason }] });
  }
  for (const order of [...game.books.orders.values()]) {
    commit(game, { events: settled(game, order, minute) });
  }
  commit(game, valuation(game, minute));
  run(game, minute);
  commit(game, { events: decided(game, minute) });
  for (const order of openOrders(game.books)) {
    commit(game, { events: answered(game, order) });
  }
  commit(game, { events: [{ kind: "closed", minute }] });
  if (n % 5 === 3) leaveOrReturn(game, minute);
}

function run(game: Game, minute: number): void {
  const states = TEAMS.map((teamId) => {
    const text = JSON.stringify({ teamId, n: Math.floor(game.next() * 3) });
    return { teamId, text, hash: game.digest(text) };
  });
  const word = WORDS[Math.floor(game.next() * WORDS.length)];
  const signals = [JSON.parse('{"price":"1","__proto__":{"limit":"2"}}'), word];
  commit(game, {
    events: [
      {
        kind: "runs",
        minute,
        runs: states.map(({ teamId, hash: state }) => ({
          teamId,
          outcome: "ok",
          signals,
          state,
        })),
      },
      {
        kind: "failure",
        teamId: "beta",
        minute,
        timeout: true,
        type: "TimeoutError",
        message: word ?? "",
        phase: minute % 2 === 0 ? "load" : "execution",
      },
    ],
    states,
    telemetry: TEAMS.map((teamId) => ({
      teamId,
      minute,
      outcome: "ok",
      fresh: false,
      wallMs: 1.5,
      cpuMs: 1,
      log: "",
    })),
  });
}

function leaveOrReturn(game: Game, minute: number): void {
  const teamId = "7";
  const team = game.books.teams.get(teamId);
  commit(game, {
    events: [
      team?.active
        ? { kind: "team_removed", teamId, minute }
        : { kind: "team", teamId, minute, spec: teamSpec(teamId) },
    ],
  });
}

function valuation({ books }: Game, minute: number): Batch {
  const teams = [...books.teams.values()].filter(({ active }) => active);
  const equity = teams.map(({ spec: { id } }) =>
    [id, equityOf(books, id)] as const
  );
  return {
    events: [{ kind: "valued", minute, equity: Object.fromEntries(equity) }],
    snapshots: equity.map(([teamId, value]) => ({
      teamId,
      minute,
      equity: decimalText(value),
      cash: decimalText(books.teams.get(teamId)?.cash ?? 0n),
    })),
  };
}

/** Bars of the n-th minute; now and then a symbol has none. */
function barsOf({ next }: Game, n: number): Bar[] {
  const all = INSTRUMENTS.map(({ symbol }): Bar => {
    const close = Math.round((90 + next() * 20) * 1e4) / 1e4;
    const [low, high] = [close - 1, close + 1];
    const at = minuteAt(n);
    return { symbol, at, open: close, high, low, close, volume: 1000 };
  });
  return n < 0 ? all : all.filter(() => next() < 0.9);
}

function described({ digest }: Game, bars: readonly Bar[]) {
  const [at = 0] = bars.map((bar) => bar.at);
  const prices = bars.map(({ symbol, close }) => [symbol, close]);
  return {
    count: bars.length,
    hash: digest(bars.map(barLine).join("\n")),
    marks: marks(Object.fromEntries(prices), at),
  };
}
