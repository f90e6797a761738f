// deno-fmt-ignore-file
// deno-lint-ignore-file
// Made from QTC's sources; changes here change nothing for the server.
// Contains parts of trading-signals, MIT License, Copyright (c) 2020 Benny Neugebauer
var NotEnoughDataError = class extends Error {
  constructor(requiredAmount) {
    super(`Not enough data. A minimum of "${requiredAmount}" inputs is required to perform the computation.`);
    Object.setPrototypeOf(this, new.target.prototype);
    this.name = "NotEnoughDataError";
  }
};

var TechnicalIndicator = class {
  result;
  state = {};
  #previousState;
  trackState(replace) {
    if (replace) {
      if (this.#previousState === void 0) {
        this.#previousState = structuredClone(this.state);
      } else {
        this.state = structuredClone(this.#previousState);
      }
    } else {
      this.#previousState = structuredClone(this.state);
    }
  }
  getState() {
    return structuredClone({ ...this.state, result: this.result });
  }
  getResult() {
    try {
      return this.getResultOrThrow();
    } catch {
      return null;
    }
  }
  getResultOrThrow() {
    if (this.result === void 0) {
      throw new NotEnoughDataError(this.getRequiredInputs());
    }
    return this.result;
  }
  get isStable() {
    return this.result !== void 0;
  }
  add(input) {
    return this.update(input, false);
  }
  replace(input) {
    return this.update(input, true);
  }
  updates(inputs, replace = false) {
    return inputs.map((input) => this.update(input, replace));
  }
};
var IndicatorSeries = class extends TechnicalIndicator {
  previousResult;
  setResult(value, replace) {
    if (replace) {
      this.result = this.previousResult;
    }
    this.previousResult = this.result;
    return this.result = value;
  }
  rollbackLastResult() {
    this.result = this.previousResult;
  }
};

var MovingAverage = class extends IndicatorSeries {
  interval;
  constructor(interval) {
    super();
    this.interval = interval;
  }
};

function getAverage(values) {
  return values.length ? values.reduce((sum, x) => sum + x, 0) / values.length : 0;
}

function pushUpdate({ array, item, maxLength, replace }) {
  if (array.length > 0 && replace === true) {
    array[array.length - 1] = item;
  } else {
    array.push(item);
  }
  if (array.length > maxLength) {
    return array.shift();
  }
  return null;
}

var SMA = class extends MovingAverage {
  prices = [];
  getRequiredInputs() {
    return this.interval;
  }
  update(price, replace) {
    pushUpdate({ array: this.prices, item: price, maxLength: this.interval, replace });
    if (this.prices.length === this.interval) {
      return this.setResult(getAverage(this.prices), replace);
    }
    return null;
  }
};

var EMA = class extends MovingAverage {
  #pricesCounter = 0;
  #weightFactor;
  interval;
  constructor(interval) {
    super(interval);
    this.interval = interval;
    this.#weightFactor = 2 / (this.interval + 1);
  }
  getRequiredInputs() {
    return this.interval;
  }
  update(price, replace) {
    if (!replace || this.#pricesCounter === 0) {
      this.#pricesCounter++;
    }
    const previous = replace ? this.previousResult : this.result;
    return this.setResult(price * this.#weightFactor + (previous ?? price) * (1 - this.#weightFactor), replace);
  }
  getResultOrThrow() {
    if (this.#pricesCounter < this.interval) {
      throw new NotEnoughDataError(this.getRequiredInputs());
    }
    return this.result;
  }
  get isStable() {
    try {
      this.getResultOrThrow();
      return true;
    } catch {
      return false;
    }
  }
};

function getTrueRange({ high, low }, previousClose) {
  const highLow = high - low;
  if (previousClose === void 0) {
    return highLow;
  }
  return Math.max(highLow, Math.abs(high - previousClose), Math.abs(low - previousClose));
}

function getTypicalPrice({ high, low, close }) {
  return (high + low + close) / 3;
}

var WSMA = class extends IndicatorSeries {
  #indicator;
  #smoothingFactor;
  interval;
  constructor(interval) {
    super();
    this.interval = interval;
    this.#indicator = new SMA(interval);
    this.#smoothingFactor = 1 / this.interval;
  }
  getRequiredInputs() {
    return this.interval;
  }
  update(price, replace) {
    const sma2 = this.#indicator.update(price, replace);
    const previous = replace ? this.previousResult : this.result;
    if (previous !== void 0) {
      const smoothed = (price - previous) * this.#smoothingFactor;
      return this.setResult(smoothed + previous, replace);
    }
    if (sma2 !== null) {
      return this.setResult(sma2, replace);
    }
    return null;
  }
};

var TR = class extends IndicatorSeries {
  #previousCandle;
  #twoPreviousCandle;
  getRequiredInputs() {
    return 1;
  }
  update(candle, replace) {
    if (this.#previousCandle && replace) {
      this.#previousCandle = this.#twoPreviousCandle;
    }
    const trueRange = getTrueRange(candle, this.#previousCandle?.close);
    this.#twoPreviousCandle = this.#previousCandle;
    this.#previousCandle = candle;
    return this.setResult(trueRange, replace);
  }
};

var ATR = class extends IndicatorSeries {
  #tr;
  #smoothing;
  interval;
  constructor(interval, SmoothingIndicator = WSMA) {
    super();
    this.interval = interval;
    this.#tr = new TR();
    this.#smoothing = new SmoothingIndicator(interval);
  }
  getRequiredInputs() {
    return this.#smoothing.getRequiredInputs();
  }
  update(candle, replace) {
    const trueRange = this.#tr.update(candle, replace);
    this.#smoothing.update(trueRange, replace);
    if (this.#smoothing.isStable) {
      return this.setResult(this.#smoothing.getResultOrThrow(), replace);
    }
    return null;
  }
};

var VWAP = class extends IndicatorSeries {
  #cumulativeTypicalPriceVolume = 0;
  #cumulativeVolume = 0;
  #lastCandle = null;
  constructor() {
    super();
  }
  #calculateTypicalPriceVolume(candle) {
    return getTypicalPrice(candle) * candle.volume;
  }
  getRequiredInputs() {
    return 1;
  }
  update(candle, replace) {
    if (candle.volume === 0) {
      return null;
    }
    if (replace && this.#lastCandle !== null) {
      const lastTypicalPriceVolume = this.#calculateTypicalPriceVolume(this.#lastCandle);
      this.#cumulativeTypicalPriceVolume = this.#cumulativeTypicalPriceVolume - lastTypicalPriceVolume;
      this.#cumulativeVolume = this.#cumulativeVolume - this.#lastCandle.volume;
    }
    this.#lastCandle = candle;
    const typicalPriceVolume = this.#calculateTypicalPriceVolume(candle);
    this.#cumulativeTypicalPriceVolume = this.#cumulativeTypicalPriceVolume + typicalPriceVolume;
    this.#cumulativeVolume = this.#cumulativeVolume + candle.volume;
    const vwap2 = this.#cumulativeTypicalPriceVolume / this.#cumulativeVolume;
    return this.setResult(vwap2, replace);
  }
};

var Sma = class {
  #average;
  /** @throws {RangeError} unless `period` is a whole number from 1 */
  constructor(period) {
    this.#average = new SMA(rows("period", period));
  }
  /** Returns the average with one more value; `NaN` before the `period`th. */
  update(value) {
    return known(value) ? this.#average.update(value, false) ?? NaN : NaN;
  }
};
var Ema = class {
  #average;
  #missing;
  /** @throws {RangeError} unless `period` is a whole number from 1 */
  constructor(period) {
    this.#average = new EMA(rows("period", period));
    this.#missing = period;
  }
  /** Returns the average with one more value; `NaN` before the `period`th. */
  update(value) {
    if (!known(value)) return NaN;
    if (this.#missing > 0) this.#missing -= 1;
    const average = this.#average.update(value, false);
    return this.#missing === 0 ? average : NaN;
  }
};
var Macd = class {
  #fast;
  #slow;
  #signal;
  /** @throws {RangeError} unless all are whole numbers from 1 and `slow` is above `fast` */
  constructor({ fast = 12, slow = 26, signal = 9 } = {}) {
    this.#fast = new Ema(rows("fast", fast));
    this.#slow = new Ema(rows("slow", slow));
    this.#signal = new Ema(rows("signal", signal));
    if (slow <= fast) {
      throw new RangeError(
        `Cannot use fast ${fast} with slow ${slow}: slow must be above fast`
      );
    }
  }
  /** Returns the MACD with one more value; `NaN`s before the `slow + signal − 1`th. */
  update(value) {
    const macd2 = this.#fast.update(value) - this.#slow.update(value);
    const signal = this.#signal.update(macd2);
    return known(signal) ? { macd: macd2, signal, histogram: macd2 - signal } : { macd: NaN, signal: NaN, histogram: NaN };
  }
};
var Rsi = class {
  #rises;
  #falls;
  #before = NaN;
  /** @throws {RangeError} unless `period` is a whole number from 1 */
  constructor(period = 14) {
    this.#rises = new WSMA(rows("period", period));
    this.#falls = new WSMA(period);
  }
  /** Returns the index with one more value; `NaN` before the `period + 1`th. */
  update(value) {
    if (!known(value)) return NaN;
    const change = value - this.#before;
    this.#before = value;
    if (!known(change)) return NaN;
    const rise = this.#rises.update(Math.max(change, 0), false) ?? NaN;
    const fall = this.#falls.update(Math.max(-change, 0), false) ?? NaN;
    return rise + fall === 0 ? 50 : 100 * rise / (rise + fall);
  }
};
var Bollinger = class {
  #average;
  #deviations;
  /** @throws {RangeError} unless `period` is a whole number from 1 and `deviations` is above 0 */
  constructor(period = 20, deviations = 2) {
    if (!(deviations > 0 && deviations < Infinity)) {
      throw new RangeError(
        `Cannot use deviations ${deviations}: a number above 0`
      );
    }
    this.#average = new SMA(rows("period", period));
    this.#deviations = deviations;
  }
  /** Returns the bands with one more value; `NaN`s before the `period`th. */
  update(value) {
    const middle = known(value) ? this.#average.update(value, false) : null;
    if (middle === null) return { lower: NaN, middle: NaN, upper: NaN };
    let squares = 0;
    for (const price of this.#average.prices) {
      const distance = price - middle;
      squares += distance * distance;
    }
    const deviation = Math.sqrt(squares / this.#average.prices.length);
    const lower = middle - deviation * this.#deviations;
    return { lower, middle, upper: middle + deviation * this.#deviations };
  }
};
var Atr = class {
  #average;
  /** @throws {RangeError} unless `period` is a whole number from 1 */
  constructor(period = 14) {
    this.#average = new ATR(rows("period", period));
  }
  /** Returns the average with one more bar; `NaN` before the `period`th. */
  update(bar) {
    const { high, low, close } = bar;
    return known(high + low + close) ? this.#average.update({ high, low, close }, false) ?? NaN : NaN;
  }
};
var Vwap = class {
  #day = "";
  #average = new VWAP();
  #last = NaN;
  /** Returns the price with one more bar; `NaN` before the day's first volume. */
  update(bar) {
    const { timestamp, high, low, close, volume } = bar;
    if (!known(high + low + close + volume)) return NaN;
    const day = timestamp.slice(0, 10);
    if (day !== this.#day) {
      this.#day = day;
      this.#average = new VWAP();
      this.#last = NaN;
    }
    const price = this.#average.update({ high, low, close, volume }, false);
    return this.#last = price ?? this.#last;
  }
};
function known(value) {
  return Number.isFinite(value);
}
function rows(name, value) {
  if (Number.isInteger(value) && value >= 1) return value;
  throw new RangeError(
    `Cannot use ${name} ${value}: a whole number of rows from 1`
  );
}

function sma(values, period) {
  const average = new Sma(period);
  return values.map((value) => average.update(value));
}
function ema(values, period) {
  const average = new Ema(period);
  return values.map((value) => average.update(value));
}
function macd(values, periods = {}) {
  const indicator = new Macd(periods);
  const all = values.map((value) => indicator.update(value));
  return {
    macd: all.map((row) => row.macd),
    signal: all.map((row) => row.signal),
    histogram: all.map((row) => row.histogram)
  };
}
function rsi(values, period = 14) {
  const index = new Rsi(period);
  return values.map((value) => index.update(value));
}
function bollinger(values, period = 20, deviations = 2) {
  const bands = new Bollinger(period, deviations);
  const all = values.map((value) => bands.update(value));
  return {
    lower: all.map((row) => row.lower),
    middle: all.map((row) => row.middle),
    upper: all.map((row) => row.upper)
  };
}
function atr(bars, period = 14) {
  const average = new Atr(period);
  return bars.close.map(
    (close, row) => average.update({
      high: bars.high[row] ?? NaN,
      low: bars.low[row] ?? NaN,
      close
    })
  );
}
function vwap(bars) {
  const price = new Vwap();
  return bars.close.map(
    (close, row) => price.update({
      timestamp: bars.timestamp[row] ?? "",
      high: bars.high[row] ?? NaN,
      low: bars.low[row] ?? NaN,
      close,
      volume: bars.volume[row] ?? NaN
    })
  );
}
export {
  Atr,
  Bollinger,
  Ema,
  Macd,
  Rsi,
  Sma,
  Vwap,
  atr,
  bollinger,
  ema,
  macd,
  rsi,
  sma,
  vwap
};
