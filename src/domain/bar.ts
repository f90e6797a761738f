/** Length of a minute, milliseconds. */
export const MINUTE_MS = 60_000;

/** One minute of trading in one symbol, as the exchange tape reports it. */
export interface Bar {
  /** Ticker in our own form, such as `AAPL` or `BTC`. */
  readonly symbol: string;
  /** Start of the minute, Unix milliseconds, a multiple of 60 000. */
  readonly at: number;
  /** First, highest, lowest and last trade, dollars; `low <= open, close <= high`. */
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  /** Shares or coins traded in the minute; a minute without trades has no bar. */
  readonly volume: number;
  /** Number of trades, whole, >= 0, when the source tells. */
  readonly tradeCount?: number;
  /** Volume-weighted average price, dollars, > 0, when the source tells. */
  readonly vwap?: number;
}

/**
 * Says what is wrong with a bar, or `undefined` when it can be used: prices
 * from 1e-9 to 1e9, `low <= open, close <= high`, volume finite
 * and not negative, on a minute since 1970; where they are told, a whole number
 * of trades and a mean price above 0.
 */
export function barFault(bar: Bar): string | undefined {
  const { open, high, low, close, volume, at, tradeCount, vwap } = bar;
  for (const price of [open, high, low, close]) {
    if (!(price >= 1e-9 && price < 1e9)) {
      return `price ${price} is out of range`;
    }
  }
  if (low > open || low > close) return `low ${low} is above open or close`;
  if (high < open || high < close) return `high ${high} is below open or close`;
  if (!(volume >= 0 && volume < 1e15)) {
    return `volume ${volume} is out of range`;
  }
  if (!isCount(at) || at % MINUTE_MS !== 0) {
    return `time ${at} is not the start of a minute`;
  }
  if (tradeCount !== undefined && !isCount(tradeCount)) {
    return `trade count ${tradeCount} is no whole number`;
  }
  if (vwap !== undefined && !(vwap > 0 && vwap < 1e9)) {
    return `vwap ${vwap} is out of range`;
  }
  return undefined;
}

/** What a column of whole numbers takes. */
function isCount(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 0;
}

/**
 * Returns the text that a bar's hash is taken over: one line, every digit that
 * the number has.
 */
export function barLine(bar: Bar): string {
  const { symbol, at, open, high, low, close, volume } = bar;
  const { tradeCount = "", vwap = "" } = bar;
  return `${symbol},${at},${open},${high},${low},${close},${volume},` +
    `${tradeCount},${vwap}`;
}

/** Orders bars by minute, then symbol: the order in which they are hashed. */
export function compareBars(a: Bar, b: Bar): number {
  if (a.at !== b.at) return a.at - b.at;
  return a.symbol < b.symbol ? -1 : a.symbol > b.symbol ? 1 : 0;
}
