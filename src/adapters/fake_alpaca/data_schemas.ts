/**
 * What the answers of the fake must look like, written from the published
 * specification: the data API 1.1, and the routes of the trading API about time
 * and assets.
 *
 * @module
 */

import { z } from "zod";

const RFC_3339 = z.iso.datetime({ offset: true });
const DAY = z.iso.date();
const AMOUNT = z.string().regex(/^\d+(\.\d{1,9})?$/);

/** One bar, of equities or crypto. */
export const BAR = z.strictObject({
  t: RFC_3339,
  o: z.number(),
  h: z.number(),
  l: z.number(),
  c: z.number(),
  v: z.number(),
  n: z.int(),
  vw: z.number(),
});

const TOKEN = z.string().min(1).nullable();

/** `/v2/stocks/bars`. */
export const STOCK_BARS = z.strictObject({
  bars: z.record(z.string(), z.array(BAR).min(1)),
  next_page_token: TOKEN,
  currency: z.literal("USD").optional(),
});

/** `/v1beta3/crypto/{loc}/bars`. */
export const CRYPTO_BARS = z.strictObject({
  bars: z.record(z.string().regex(/^[A-Z0-9]+\/USD$/), z.array(BAR).min(1)),
  next_page_token: TOKEN,
});

/** `/v2/stocks/bars/latest`. */
export const LATEST_STOCK_BARS = z.strictObject({
  bars: z.record(z.string(), BAR),
  currency: z.literal("USD").optional(),
});

/** `/v1beta3/crypto/{loc}/latest/bars`. */
export const LATEST_CRYPTO_BARS = z.strictObject({
  bars: z.record(z.string().regex(/^[A-Z0-9]+\/USD$/), BAR),
});

const TAPE = z.enum(["A", "B", "C", "N", "O"]);

/** `/v2/stocks/snapshots`. */
export const SNAPSHOTS = z.record(
  z.string(),
  z.strictObject({
    latestTrade: z.strictObject({
      t: RFC_3339,
      x: z.string(),
      p: z.number(),
      s: z.number(),
      c: z.array(z.string()),
      i: z.int(),
      z: TAPE,
      u: z.string().optional(),
    }).optional(),
    latestQuote: z.strictObject({
      t: RFC_3339,
      ax: z.string(),
      ap: z.number(),
      as: z.number(),
      bx: z.string(),
      bp: z.number(),
      bs: z.number(),
      c: z.array(z.string()),
      z: TAPE,
    }).optional(),
    minuteBar: BAR.optional(),
    dailyBar: BAR.optional(),
    prevDailyBar: BAR.optional(),
  }),
);

const ACTION = z.strictObject({
  id: z.string(),
  symbol: z.string(),
  ex_date: DAY,
  process_date: DAY,
  record_date: DAY.optional(),
  payable_date: DAY.optional(),
}).shape;
const RATES = z.strictObject({ new_rate: z.number(), old_rate: z.number() })
  .shape;

/** `/v1/corporate-actions`, as far as the fake has lists. */
export const CORPORATE_ACTIONS = z.strictObject({
  corporate_actions: z.strictObject({
    forward_splits: z.array(
      z.strictObject({ ...ACTION, ...RATES, cusip: z.string() }),
    ).optional(),
    reverse_splits: z.array(z.strictObject({
      ...ACTION,
      ...RATES,
      old_cusip: z.string(),
      new_cusip: z.string(),
    })).optional(),
    cash_dividends: z.array(z.strictObject({
      ...ACTION,
      cusip: z.string(),
      rate: z.number(),
      special: z.boolean(),
      foreign: z.boolean(),
    })).optional(),
  }),
  next_page_token: TOKEN,
});

/** `/v2/clock`; the speed is the fake's own. */
export const CLOCK = z.strictObject({
  timestamp: RFC_3339,
  is_open: z.boolean(),
  next_open: RFC_3339,
  next_close: RFC_3339,
  speed: z.number().gt(0).lte(60),
});

/** `/v3/clock`. */
export const NEW_CLOCK = z.strictObject({
  clocks: z.array(z.strictObject({
    market: z.strictObject({
      acronym: z.string(),
      mic: z.string().optional(),
      bic: z.string().optional(),
      name: z.string(),
      timezone: z.string(),
    }),
    timestamp: RFC_3339,
    is_market_day: z.boolean(),
    phase: z.enum(["closed", "pre", "core", "lunch", "post"]),
    phase_until: RFC_3339,
    next_market_open: RFC_3339,
    next_market_close: RFC_3339,
  })),
});

/** `/v2/calendar`. */
export const CALENDAR = z.array(z.strictObject({
  date: DAY,
  open: z.string().regex(/^\d\d:\d\d$/),
  close: z.string().regex(/^\d\d:\d\d$/),
  session_open: z.string().regex(/^\d{4}$/),
  session_close: z.string().regex(/^\d{4}$/),
  settlement_date: DAY,
}));

/** `/v2/assets/{symbol_or_id}`. */
export const ASSET = z.strictObject({
  id: z.uuid(),
  class: z.enum(["us_equity", "us_option", "crypto"]),
  cusip: z.string().nullable().optional(),
  exchange: z.enum([
    ...["AMEX", "ARCA", "BATS", "NYSE", "NASDAQ", "NYSEARCA", "OTC"] as const,
    "CRYPTO",
  ]),
  symbol: z.string(),
  name: z.string().min(1),
  status: z.enum(["active", "inactive"]),
  tradable: z.boolean(),
  marginable: z.boolean(),
  shortable: z.boolean(),
  easy_to_borrow: z.boolean().optional(),
  borrow_status: z.enum(["easy_to_borrow", "hard_to_borrow"])
    .optional(),
  fractionable: z.boolean(),
  maintenance_margin_requirement: z.number().optional(),
  margin_requirement_long: AMOUNT.optional(),
  margin_requirement_short: AMOUNT.optional(),
  attributes: z.array(z.string()).optional(),
  min_order_size: AMOUNT.optional(),
  min_trade_increment: AMOUNT.optional(),
  price_increment: AMOUNT.optional(),
});

/** `/v2/assets`. */
export const ASSETS = z.array(ASSET);

const NAMES = z.array(z.string());
const STREAM_BAR = { S: z.string(), ...BAR.shape };

/** A frame of a bars socket. */
export const FRAME = z.array(z.discriminatedUnion("T", [
  z.strictObject({
    T: z.literal("success"),
    msg: z.enum(["connected", "authenticated"]),
  }),
  z.strictObject({
    T: z.literal("error"),
    code: z.int().min(400).max(500),
    msg: z.string(),
  }),
  z.strictObject({
    T: z.literal("subscription"),
    trades: NAMES,
    quotes: NAMES,
    bars: NAMES,
    updatedBars: NAMES,
    dailyBars: NAMES,
    statuses: NAMES,
    lulds: NAMES,
    corrections: NAMES,
    cancelErrors: NAMES,
  }),
  z.strictObject({ T: z.literal("b"), ...STREAM_BAR }),
  z.strictObject({ T: z.literal("u"), ...STREAM_BAR }),
  z.strictObject({
    T: z.literal("s"),
    S: z.string(),
    sc: z.string(),
    sm: z.string(),
    rc: z.string(),
    rm: z.string(),
    t: RFC_3339,
    z: TAPE,
  }),
])).min(1);

/** An error of either host. */
export const FAILURE = z.looseObject({
  code: z.int().optional(),
  message: z.string(),
});
