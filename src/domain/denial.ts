/** Which rule refused, in the order in which they are asked. */
export type DenialRule =
  | "invalid_signal"
  | "too_many_signals"
  | "unknown_symbol"
  | "no_price"
  | "untradable"
  | "frozen"
  | "invalid_quantity"
  | "invalid_price"
  | "not_allowed_together"
  | "rounds_to_zero"
  | "price_collar"
  | "market_closed"
  | "market_closing"
  | "opposite_signal"
  | "max_order_notional"
  | "max_position_notional"
  | "max_gross_exposure"
  | "max_orders_per_minute"
  | "max_orders_per_day"
  | "max_daily_loss"
  | "not_enough_cash"
  | "not_enough_shares"
  | "unknown_order"
  | "trading_halted";

/** A wish that we refused: nothing left the house. */
export interface Denial {
  readonly teamId: string;
  /** Start of the minute, Unix milliseconds. */
  readonly minute: number;
  /** Position in the strategy's list. */
  readonly index: number;
  readonly rule: DenialRule;
  /** With the numbers that decided and what would be right. */
  readonly message: string;
  /** What was wished for, as far as it could be read. */
  readonly symbol?: string;
}

/** Why a wish is refused. */
export interface Refusal {
  readonly rule: DenialRule;
  /** With the numbers that decided. */
  readonly message: string;
}

/** Returns a refusal. */
export function refuse(rule: DenialRule, message: string): Refusal {
  return { rule, message };
}
