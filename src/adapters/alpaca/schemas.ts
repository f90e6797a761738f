/**
 * What Alpaca's answers look like, as far as QTC reads them; other fields may
 * stand beside these.
 *
 * Source: https://docs.alpaca.markets/reference/stockbars and its neighbours
 *
 * @module
 */

import { z } from "zod";

/** A minute bar of the data API and of its sockets. */
export const BAR = z.object({
  t: z.string(),
  o: z.number(),
  h: z.number(),
  l: z.number(),
  c: z.number(),
  v: z.number(),
  n: z.number().nullish(),
  vw: z.number().nullish(),
});

/** A page of bars by symbol. The bars are read one by one: a bad one spoils no other. */
export const BARS_PAGE = z.object({
  bars: z.record(z.string(), z.array(z.unknown()).nullable()).nullish(),
  next_page_token: z.string().nullish(),
});

/** `GET /v2/clock`; `speed` is said by an Alpaca on loopback whose time runs faster. */
export const CLOCK = z.object({
  timestamp: z.string(),
  is_open: z.boolean(),
  next_open: z.string(),
  next_close: z.string(),
  speed: z.number().positive().optional(),
});

/** `GET /v2/calendar`: wall clock of New York. */
export const CALENDAR = z.array(z.object({
  date: z.iso.date(),
  open: z.string().regex(/^\d\d:\d\d$/),
  close: z.string().regex(/^\d\d:\d\d$/),
}));

/** One of `GET /v2/assets`. */
export const ASSET = z.object({
  symbol: z.string(),
  class: z.string(),
  status: z.string(),
  tradable: z.boolean(),
  fractionable: z.boolean().nullish(),
  min_trade_increment: z.string().nullish(),
  price_increment: z.string().nullish(),
});

/** `GET /v2/assets`; an asset of another form is left out, not all of them. */
export const ASSETS = z.array(z.unknown());

/** `GET /v1/corporate-actions`, by type; actions are read one by one. */
export const ACTIONS_PAGE = z.object({
  corporate_actions: z.record(z.string(), z.array(z.unknown()).nullable())
    .nullish(),
  next_page_token: z.string().nullish(),
});

/** A forward or reverse split. */
export const SPLIT = z.object({
  id: z.string().min(1),
  symbol: z.string(),
  ex_date: z.iso.date(),
  new_rate: z.number().positive().max(1e9),
  old_rate: z.number().positive().max(1e9),
});

/** A dividend in cash, dollars per share. */
export const CASH_DIVIDEND = z.object({
  id: z.string().min(1),
  symbol: z.string(),
  ex_date: z.iso.date(),
  rate: z.number().positive().max(1e9),
  currency: z.string().nullish(),
  special: z.boolean().nullish(),
});

/** A dividend in shares: so many for each that one has. */
export const STOCK_DIVIDEND = z.object({
  id: z.string().min(1),
  symbol: z.string(),
  ex_date: z.iso.date(),
  rate: z.number().positive().max(1e9),
});
