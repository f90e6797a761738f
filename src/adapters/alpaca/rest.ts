import { errors, marketData, trading } from "@alpacahq/alpaca-trade-api";
import type { z } from "zod";
import type { AssetClass } from "../../domain/instrument.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Log } from "../../ports/log.ts";
import { AlpacaError } from "./alpaca_error.ts";
import { ACTIONS_PAGE, ASSETS, BARS_PAGE, CALENDAR, CLOCK } from "./schemas.ts";
import { type Call, type Fetch, transport } from "./transport.ts";

/** Where Alpaca is, and how it is asked. */
export interface AlpacaRestOptions {
  /** Origins; what the environment names was checked by then. */
  readonly tradingUrl: string;
  readonly dataUrl: string;
  /** Secrets: they are in no message and no line of the log. */
  readonly keyId: string;
  readonly secretKey: string;
  /** For waits, time-outs and the budget. */
  readonly clock: Clock;
  /** Uniform in [0, 1); spreads the waits. */
  readonly random: () => number;
  readonly log: Log;
  /** Requests to each host in any 60 s at most; default: 180 of Alpaca's 200. */
  readonly perMinute?: number;
  /** Default: the runtime's. */
  readonly fetch?: Fetch;
}

/** Which bars are wanted of a page. */
export interface BarsRequest {
  readonly assetClass: AssetClass;
  /** Alpaca's form, at most a few hundred. */
  readonly symbols: readonly string[];
  /** `from <= t <= to`, Unix milliseconds, both inclusive. */
  readonly from: number;
  readonly to: number;
  /** Of equities. */
  readonly feed: StockFeed;
  readonly pageToken?: string;
}

/** Where equities' bars come from: one exchange, or the consolidated tape. */
export type StockFeed = "iex" | "sip";

/** How a caller is willing to wait. */
export type CallLimits = Omit<Call, "what">;

/** Bounds of days, `YYYY-MM-DD`, both inclusive. */
export interface Days {
  readonly from: string;
  readonly to: string;
}

/** Alpaca's routes that QTC reads; each answer was parsed. All throw {@linkcode AlpacaError}. */
export interface AlpacaRest {
  bars(
    request: BarsRequest,
    limits: CallLimits,
  ): Promise<z.infer<typeof BARS_PAGE>>;
  clock(limits: CallLimits): Promise<z.infer<typeof CLOCK>>;
  calendar(days: Days, limits: CallLimits): Promise<z.infer<typeof CALENDAR>>;
  assets(
    assetClass: AssetClass,
    limits: CallLimits,
  ): Promise<z.infer<typeof ASSETS>>;
  corporateActions(
    request: Days & {
      readonly symbols: readonly string[];
      readonly pageToken?: string;
    },
    limits: CallLimits,
  ): Promise<z.infer<typeof ACTIONS_PAGE>>;
}

/** Most rows of a page, over all symbols. */
const PAGE_ROWS = 10_000;
const ACTIONS_ROWS = 1_000;
const ACTION_TYPES = "forward_split,reverse_split,stock_dividend,cash_dividend";

/**
 * Returns Alpaca's REST API. The official package makes the requests; they are
 * sent, repeated, counted and read by our own transport, one for each host.
 */
export function alpacaRest(options: AlpacaRestOptions): AlpacaRest {
  const { tradingUrl, dataUrl } = options;
  return {
    ...dataRoutes(asker(dataUrl, options)),
    ...tradingRoutes(asker(tradingUrl, options)),
  };
}

function dataRoutes(ask: Ask): Pick<AlpacaRest, "bars" | "corporateActions"> {
  return {
    bars({ assetClass, symbols, from, to, feed, pageToken }, limits) {
      const query = {
        symbols: symbols.join(","),
        timeframe: "1Min",
        start: new Date(from),
        end: new Date(to),
        limit: PAGE_ROWS,
        ...(pageToken !== undefined && { pageToken }),
      };
      if (assetClass === "crypto") {
        const call = { ...limits, what: "crypto bars" };
        return ask(
          BARS_PAGE,
          call,
          (config) =>
            new marketData.CryptoApi(new marketData.Configuration(config))
              .cryptoBarsRaw({ loc: "us", ...query }),
        );
      }
      const call = { ...limits, what: "stock bars" };
      return ask(
        BARS_PAGE,
        call,
        (config) =>
          new marketData.StockApi(new marketData.Configuration(config))
            .stockBarsRaw({ ...query, feed, adjustment: "raw" }),
      );
    },
    corporateActions({ symbols, from, to, pageToken }, limits) {
      const call = { ...limits, what: "corporate actions" };
      return ask(
        ACTIONS_PAGE,
        call,
        (config) =>
          new marketData.CorporateActionsApi(
            new marketData.Configuration(config),
          ).corporateActionsRaw({
            symbols: symbols.join(","),
            types: ACTION_TYPES,
            start: new Date(from),
            end: new Date(to),
            limit: ACTIONS_ROWS,
            ...(pageToken !== undefined && { pageToken }),
          }),
      );
    },
  };
}

function tradingRoutes(
  ask: Ask,
): Pick<AlpacaRest, "clock" | "calendar" | "assets"> {
  return {
    clock: (limits) =>
      ask(
        CLOCK,
        { ...limits, what: "the clock" },
        (config) =>
          new trading.ClockApi(new trading.Configuration(config))
            .legacyClockRaw(),
      ),
    calendar: ({ from, to }, limits) =>
      ask(
        CALENDAR,
        { ...limits, what: "the calendar" },
        (config) =>
          new trading.CalendarApi(new trading.Configuration(config))
            .legacyCalendarRaw({ start: new Date(from), end: new Date(to) }),
      ),
    assets: (assetClass, limits) =>
      ask(
        ASSETS,
        { ...limits, what: "the assets" },
        (config) =>
          new trading.AssetsApi(new trading.Configuration(config))
            .getV2AssetsRaw({
              assetClass: assetClass === "crypto" ? "crypto" : "us_equity",
            }),
      ),
  };
}

type Ask = <T>(
  schema: z.ZodType<T>,
  call: Call,
  run: (config: trading.ConfigurationParameters) => Promise<unknown>,
) => Promise<T>;

/** Returns what asks one host. */
function asker(basePath: string, options: AlpacaRestOptions): Ask {
  const { keyId, secretKey } = options;
  const { send } = transport({
    perMinute: 180,
    fetch: (url, init) => fetch(url, init),
    ...options,
    secrets: [secretKey, keyId],
  });
  return async (schema, call, run) => {
    let value: unknown;
    try {
      await run({
        basePath,
        // As headers of all: the package sends no keys along for coins.
        headers: {
          "APCA-API-KEY-ID": keyId,
          "APCA-API-SECRET-KEY": secretKey,
        },
        // Time-outs, retries and the budget are the transport's, on our clock.
        timeoutMs: 0,
        fetchApi: async (url, init) => {
          value = await send(url, init as RequestInit, call);
          return new Response() as never;
        },
      });
    } catch (error) {
      throw error instanceof errors.FetchError ? error.cause : error;
    }
    const parsed = schema.safeParse(value);
    if (parsed.success) return parsed.data;
    // What zod says has pieces of the answer in it, so it is no message.
    throw new AlpacaError({ what: call.what, reason: "unexpected" });
  };
}
