/**
 * What the trading API answers, field by field: a wrong type, a missing field
 * or one that is not in the specification is an error.
 *
 * Source: Trading API specification 2.0.1 (OpenAPI),
 * https://github.com/alpacahq/cli/blob/main/api/specs/trading-api.json
 *
 * @module
 */

import { z } from "zod";

const DECIMAL = z.string().regex(/^-?\d+(\.\d{1,9})?$/);
const POSITIVE = z.string().regex(/^\d+(\.\d{1,9})?$/);
const TIME = z.string().regex(
  /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)$/,
);
const DATE = z.string().regex(/^\d{4}-\d\d-\d\d$/);
const ASSET_CLASS = z.enum(["us_equity", "crypto", "us_option"]);
const ACCOUNT_STATUS = z.enum([
  "ACTIVE",
  "ONBOARDING",
  "SUBMITTED",
  "ACCOUNT_UPDATED",
  "APPROVAL_PENDING",
  "INACTIVE",
  "PAPER_ONLY",
  "LIMITED",
  "REJECTED",
]);
const ORDER_STATUS = z.enum([
  "new",
  "partially_filled",
  "filled",
  "done_for_day",
  "canceled",
  "expired",
  "replaced",
  "pending_cancel",
  "pending_replace",
  "accepted",
  "pending_new",
  "accepted_for_bidding",
  "stopped",
  "rejected",
  "suspended",
  "calculated",
  "held",
]);
const ACTIVITY_ID = z.string().regex(/^\d{17}::[0-9a-f-]{36}$/);

/** An order. */
export const OrderAnswer = z.strictObject({
  id: z.uuid(),
  client_order_id: z.string().min(1).max(128),
  created_at: TIME,
  updated_at: TIME,
  submitted_at: TIME,
  filled_at: TIME.nullable(),
  expired_at: TIME.nullable(),
  expires_at: TIME,
  canceled_at: TIME.nullable(),
  failed_at: TIME.nullable(),
  replaced_at: TIME.nullable(),
  replaced_by: z.uuid().nullable(),
  replaces: z.uuid().nullable(),
  asset_id: z.uuid(),
  symbol: z.string().min(1),
  asset_class: ASSET_CLASS,
  notional: POSITIVE.nullable(),
  qty: POSITIVE.nullable(),
  filled_qty: POSITIVE,
  filled_avg_price: POSITIVE.nullable(),
  order_class: z.enum(["", "simple", "bracket", "oco", "oto", "mleg"]),
  order_type: z.string(),
  type: z.enum(["market", "limit", "stop", "stop_limit", "trailing_stop"]),
  side: z.enum(["buy", "sell"]),
  position_intent: z.enum([
    "buy_to_open",
    "buy_to_close",
    "sell_to_open",
    "sell_to_close",
  ]),
  time_in_force: z.enum(["day", "gtc", "opg", "cls", "ioc", "fok"]),
  limit_price: POSITIVE.nullable(),
  stop_price: POSITIVE.nullable(),
  trail_percent: POSITIVE.nullable(),
  trail_price: POSITIVE.nullable(),
  hwm: POSITIVE.nullable(),
  status: ORDER_STATUS,
  extended_hours: z.boolean(),
  legs: z.null(),
  ratio_qty: z.string().nullable(),
});

/** The account. */
export const AccountAnswer = z.strictObject({
  id: z.uuid(),
  account_number: z.string().min(1),
  status: ACCOUNT_STATUS,
  crypto_status: ACCOUNT_STATUS,
  currency: z.literal("USD"),
  cash: DECIMAL,
  equity: DECIMAL,
  last_equity: DECIMAL,
  portfolio_value: DECIMAL,
  buying_power: POSITIVE,
  regt_buying_power: POSITIVE,
  non_marginable_buying_power: POSITIVE,
  options_buying_power: POSITIVE,
  long_market_value: POSITIVE,
  short_market_value: DECIMAL,
  initial_margin: POSITIVE,
  maintenance_margin: POSITIVE,
  last_maintenance_margin: POSITIVE,
  multiplier: z.enum(["1", "2", "4"]),
  sma: DECIMAL,
  shorting_enabled: z.boolean(),
  trading_blocked: z.boolean(),
  transfers_blocked: z.boolean(),
  account_blocked: z.boolean(),
  trade_suspended_by_user: z.boolean(),
  accrued_fees: DECIMAL,
  pending_transfer_in: DECIMAL,
  pending_transfer_out: DECIMAL,
  pending_reg_taf_fees: DECIMAL,
  intraday_adjustments: DECIMAL,
  balance_asof: DATE,
  created_at: TIME,
  options_approved_level: z.int().min(0).max(3),
  options_trading_level: z.int().min(0).max(3),
});

/** What the owner has set for the account. */
export const ConfigurationsAnswer = z.strictObject({
  disable_overnight_trading: z.boolean(),
  fractional_trading: z.boolean(),
  max_margin_multiplier: z.enum(["1", "2", "4"]),
  max_options_trading_level: z.int().min(0).max(3),
  no_shorting: z.boolean(),
  ptp_no_exception_entry: z.boolean(),
  suspend_trade: z.boolean(),
  trade_confirm_email: z.enum(["all", "none"]),
});

/** A position. */
export const PositionAnswer = z.strictObject({
  asset_id: z.uuid(),
  symbol: z.string().regex(/^[^/]+$/),
  exchange: z.enum([
    "AMEX",
    "ARCA",
    "BATS",
    "NYSE",
    "NASDAQ",
    "NYSEARCA",
    "OTC",
    "CRYPTO",
    "",
  ]),
  asset_class: ASSET_CLASS,
  asset_marginable: z.boolean(),
  qty: DECIMAL,
  qty_available: DECIMAL,
  avg_entry_price: POSITIVE,
  side: z.enum(["long", "short"]),
  market_value: DECIMAL,
  cost_basis: DECIMAL,
  unrealized_pl: DECIMAL,
  unrealized_plpc: DECIMAL,
  unrealized_intraday_pl: DECIMAL,
  unrealized_intraday_plpc: DECIMAL,
  current_price: POSITIVE,
  lastday_price: POSITIVE,
  change_today: DECIMAL,
});

/** An activity that is an execution. */
export const FillActivityAnswer = z.strictObject({
  id: ACTIVITY_ID,
  activity_type: z.literal("FILL"),
  transaction_time: TIME,
  type: z.enum(["fill", "partial_fill"]),
  price: POSITIVE,
  qty: POSITIVE,
  side: z.enum(["buy", "sell"]),
  symbol: z.string().min(1),
  leaves_qty: POSITIVE,
  cum_qty: POSITIVE,
  order_id: z.uuid(),
  order_status: ORDER_STATUS,
});

/** Any other activity. */
export const OtherActivityAnswer = z.strictObject({
  id: ACTIVITY_ID,
  activity_type: z.enum(["CFEE", "CSD", "CSW", "JNLS", "SPLIT"]),
  date: DATE,
  net_amount: DECIMAL,
  status: z.enum(["executed", "correct", "canceled"]),
  symbol: z.string().optional(),
  qty: DECIMAL.optional(),
});

/** A page of activities. */
export const ActivitiesAnswer = z.array(
  z.union([FillActivityAnswer, OtherActivityAnswer]),
);

/** What becomes of each order of DELETE /v2/orders; status 207. */
export const CanceledOrdersAnswer = z.array(
  z.strictObject({
    id: z.uuid(),
    status: z.union([z.literal(200), z.literal(500)]),
  }),
);

/** What is wrong with a request. */
export const ErrorAnswer = z.looseObject({
  code: z.int().min(40_000_000).max(59_999_999),
  message: z.string().min(1),
});

/** What becomes of each position of DELETE /v2/positions; status 207. */
export const ClosedPositionsAnswer = z.array(z.strictObject({
  symbol: z.string(),
  status: z.int(),
  body: z.union([OrderAnswer, ErrorAnswer]),
}));

/** A message of `trade_updates`. */
export const TradeUpdateMessage = z.strictObject({
  stream: z.literal("trade_updates"),
  data: z.strictObject({
    event: z.enum([
      "new",
      "fill",
      "partial_fill",
      "canceled",
      "expired",
      "done_for_day",
      "replaced",
      "rejected",
      "accepted",
      "pending_new",
      "held",
      "stopped",
      "pending_cancel",
      "pending_replace",
      "calculated",
      "suspended",
      "restated",
      "order_replace_rejected",
      "order_cancel_rejected",
      "trade_bust",
      "trade_correct",
    ]),
    event_id: z.string(),
    at: TIME,
    timestamp: TIME,
    execution_id: z.uuid().optional(),
    price: POSITIVE.optional(),
    qty: POSITIVE.optional(),
    position_qty: DECIMAL.optional(),
    previous_execution_id: z.uuid().optional(),
    order: OrderAnswer.extend({ cancel_requested_at: TIME.nullable() }),
  }),
});
