import type { SessionChange } from "./calendar.ts";
import type { CompetitionSpec } from "./competition.ts";
import type { CorporateAction } from "./corporate_action.ts";
import type { Money, Price } from "./decimal.ts";
import type { Denial } from "./denial.ts";
import type { ExchangeTerms } from "./exchange.ts";
import type { Fill } from "./fill.ts";
import type { Instrument } from "./instrument.ts";
import type { OrderIntent, OrderStatus } from "./order.ts";
import type { RunError, RunRecord } from "./run.ts";
import type { TeamSpec } from "./team.ts";

/** What a ledger belongs to; a start with another one is refused (R20). */
export interface Identity {
  readonly broker: string;
  readonly account: string;
  readonly feed: string;
  readonly clock: string;
  readonly seed: number;
}

/** The last price known of a symbol. */
export interface Mark {
  /** Dollars, 1e-9 USD. */
  readonly price: Price;
  /** Start of its minute, Unix milliseconds. */
  readonly at: number;
}

/** The new marks of the symbols that had a bar. */
export type MarkUpdate = Readonly<Record<string, Mark>>;

/**
 * Everything that ever happens to the books, in the order it happened. All
 * minutes are starts, in Unix milliseconds. Nothing measured stands here:
 * durations, restarts and lateness are telemetry.
 */
export type LedgerEvent =
  | { readonly kind: "identity"; readonly identity: Identity }
  | { readonly kind: "terms"; readonly terms: ExchangeTerms }
  | { readonly kind: "universe"; readonly instruments: readonly Instrument[] }
  | {
    /** Bars from before the first minute, for windows and first marks. */
    readonly kind: "history";
    readonly minute: number;
    readonly count: number;
    readonly hash: string;
    readonly marks: MarkUpdate;
  }
  /**
   * Bars of the past that became known late. Windows and marks do not change, but
   * by `history`: strategies find them through their data requests, from `minute` on.
   */
  | {
    readonly kind: "bars_added";
    /** First minute whose strategies may see them. */
    readonly minute: number;
    /** Who brought them. */
    readonly source: BarSource;
    /** Bars that fill a hole, and bars that were there with other values. */
    readonly count: number;
    readonly revised: number;
    /** Minutes of the oldest and the newest of them. */
    readonly from: number;
    readonly to: number;
    /** Hash of both, one after the other. */
    readonly hash: string;
    /** The first marks of symbols that came into the universe later. */
    readonly marks?: MarkUpdate;
  }
  /** The exchange's own calendar differs from the rules on a day, and wins. */
  | {
    readonly kind: "session";
    /** First minute that it counts for. */
    readonly minute: number;
    readonly change: SessionChange;
  }
  /** A split or dividend, applied to the books between two minutes. */
  | {
    readonly kind: "corporate_action";
    /** First minute that it counts for. */
    readonly minute: number;
    readonly action: CorporateAction;
  }
  /**
   * A price jumped and nothing explains it, or what is held is not what it should
   * be as an action could not be booked: nobody trades the symbol.
   */
  | {
    readonly kind: "frozen";
    readonly minute: number;
    readonly symbol: string;
    /** The mark that stays, and the price that came. */
    readonly mark: Price;
    readonly price: Price;
    /** Id of the action that cannot be booked, and why; absent: a price jumped. */
    readonly refused?: string;
    readonly reason?: string;
  }
  /** A frozen symbol trades again. */
  | {
    readonly kind: "thawed";
    readonly minute: number;
    readonly symbol: string;
    readonly reason: string;
    /** Its mark from now on, where an operator says so; absent: the mark stays. */
    readonly price?: Price;
  }
  /** A team that takes part from now on, or whose settings changed. */
  | {
    readonly kind: "team";
    readonly teamId: string;
    readonly minute: number;
    readonly spec: TeamSpec;
  }
  | {
    readonly kind: "team_removed";
    readonly teamId: string;
    readonly minute: number;
  }
  | {
    readonly kind: "deposit";
    readonly teamId: string;
    readonly minute: number;
    readonly amount: Money;
    readonly cause: string;
  }
  /** The registry's competition from this minute on; absent: none any more. */
  | {
    readonly kind: "competition";
    readonly minute: number;
    readonly competition?: CompetitionSpec;
  }
  /** The competition is over and the board final; `minute` is its last one. */
  | {
    readonly kind: "ended";
    readonly minute: number;
    readonly name: string;
  }
  /** Minutes `from` to `minute`, both included, that never ran. */
  | {
    readonly kind: "missed";
    readonly from: number;
    readonly minute: number;
    readonly reason: string;
  }
  /** A minute has begun: its bars are stored and hashed. */
  | {
    readonly kind: "opened";
    readonly minute: number;
    /** Bars after this minute, up to and with `minute`, belong to it. */
    readonly after: number;
    readonly count: number;
    /** Symbols that have a bar of this very minute. */
    readonly symbols: number;
    readonly hash: string;
    readonly marks: MarkUpdate;
  }
  | ({ readonly kind: "fill"; readonly minute: number } & Fill)
  | {
    readonly kind: "status";
    readonly teamId: string;
    readonly orderId: string;
    readonly minute: number;
    readonly status: OrderStatus;
    /** Unix milliseconds. */
    readonly at: number;
    readonly note?: string;
  }
  /** Settled and marked: each team's equity at the end of the minute, dollars. */
  | {
    readonly kind: "valued";
    readonly minute: number;
    readonly equity: Readonly<Record<string, Money>>;
  }
  | {
    readonly kind: "runs";
    readonly minute: number;
    readonly runs: readonly RunRecord[];
  }
  | ({
    readonly kind: "failure";
    readonly teamId: string;
    readonly minute: number;
    readonly timeout: boolean;
  } & RunError)
  | ({ readonly kind: "order"; readonly order: OrderIntent } & {
    readonly teamId: string;
    readonly minute: number;
  })
  | ({ readonly kind: "denial" } & Denial)
  /** All intents of the minute are durable. */
  | { readonly kind: "decided"; readonly minute: number }
  | { readonly kind: "closed"; readonly minute: number }
  /** A minute that ran without strategies, and why. */
  | {
    readonly kind: "skipped";
    readonly minute: number;
    readonly reason: string;
  };

/** Where bars come from that became known late. */
export type BarSource =
  | "late"
  | "repair"
  | "backfill"
  | "import"
  /** What a symbol's window begins with that came into the universe later. */
  | "history";

/** Cause of the deposit that a team starts with. */
export const INITIAL_CASH = "initial cash";

/** The word of an event. */
export type EventKind = LedgerEvent["kind"];
