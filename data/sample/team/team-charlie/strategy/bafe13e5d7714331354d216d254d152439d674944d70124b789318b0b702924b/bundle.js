var strategy = (() => {
  var __defProp = Object.defineProperty;
  var __getOwnPropDesc = Object.getOwnPropertyDescriptor;
  var __getOwnPropNames = Object.getOwnPropertyNames;
  var __hasOwnProp = Object.prototype.hasOwnProperty;
  var __export = (target, all) => {
    for (var name in all)
      __defProp(target, name, { get: all[name], enumerable: true });
  };
  var __copyProps = (to, from, except, desc) => {
    if (from && typeof from === "object" || typeof from === "function") {
      for (let key of __getOwnPropNames(from))
        if (!__hasOwnProp.call(to, key) && key !== except)
          __defProp(to, key, { get: () => from[key], enumerable: !(desc = __getOwnPropDesc(from, key)) || desc.enumerable });
    }
    return to;
  };
  var __toCommonJS = (mod) => __copyProps(__defProp({}, "__esModule", { value: true }), mod);

  // strategy:strategy.ts
  var strategy_exports = {};
  __export(strategy_exports, {
    MyStrategy: () => MyStrategy
  });

  // strategy:indicators.ts
  function ema(previous, value, length) {
    return previous + (value - previous) * 2 / (length + 1);
  }
  function nextMacd(previous, close, lengths) {
    if (!previous) return { fast: close, slow: close, signal: 0, histogram: 0 };
    const fast = ema(previous.fast, close, lengths.fast);
    const slow = ema(previous.slow, close, lengths.slow);
    const signal = ema(previous.signal, fast - slow, lengths.signal);
    return { fast, slow, signal, histogram: fast - slow - signal };
  }

  // strategy:strategy.ts
  var DEFAULTS = {
    fast: 12,
    slow: 26,
    signal: 9,
    band: 1.5,
    slots: 4,
    warmup: 26
  };
  var MyStrategy = class {
    #settings;
    /** @throws {Error} on a parameter that makes no sense */
    constructor(params = {}) {
      this.#settings = settings(params);
    }
    /** Takes in the new bars of every symbol, then trades those that crossed the band. */
    generate_signal(team, bars, prices) {
      const { band, slots, warmup } = this.#settings;
      const known = team.state?.macd ?? {};
      const tracks = {};
      const signals = [];
      const busy = new Set(team.open_orders.map((order) => order.symbol));
      let free = slots - (/* @__PURE__ */ new Set([...Object.keys(team.positions), ...busy])).size;
      let power = team.buying_power;
      const budget = equity(team, prices) * 0.95 / slots;
      for (const symbol of Object.keys(bars).sort()) {
        const before = known[symbol];
        const track = this.#follow(before, bars[symbol]);
        if (track) tracks[symbol] = track;
        const price = prices[symbol];
        if (!track || !price || track.at === before?.at) continue;
        if (busy.has(symbol) || track.rows < warmup) continue;
        const edge = price * band / 1e4;
        const { histogram } = track.macd;
        const quantity = team.positions[symbol]?.quantity;
        if (quantity !== void 0) {
          if (histogram < -edge) {
            signals.push({ symbol, action: "sell", quantity, price });
          }
        } else if (track.before <= edge && histogram > edge && free > 0) {
          const wanted = shares(Math.min(budget, power * 0.95), price);
          if (wanted * price < budget / 2) continue;
          signals.push({ symbol, action: "buy", quantity: wanted, price });
          power -= wanted * price * 1.04;
          free -= 1;
        }
      }
      team.state = { macd: tracks };
      return signals.slice(0, 20);
    }
    /** Returns the track after every bar that is newer than its last one. */
    #follow(track, columns) {
      const { close = [], timestamp = [] } = columns ?? {};
      for (const [row, at] of timestamp.entries()) {
        const value = close[row];
        if (value === void 0 || track && at <= track.at) continue;
        track = {
          at,
          rows: (track?.rows ?? 0) + 1,
          macd: nextMacd(track?.macd, value, this.#settings),
          before: track?.macd.histogram ?? 0
        };
      }
      return track;
    }
  };
  function equity(team, prices) {
    let sum = team.cash;
    for (const [symbol, position] of Object.entries(team.positions)) {
      sum += (position?.quantity ?? 0) * (prices[symbol] ?? 0);
    }
    return sum;
  }
  function shares(dollars, price) {
    const exact = dollars / price;
    return exact >= 1 ? Math.floor(exact) : Math.floor(exact * 1e4) / 1e4;
  }
  function settings(params) {
    const defaults = new Map(Object.entries(DEFAULTS));
    for (const [name, value] of Object.entries(params)) {
      const whole = Number.isInteger(defaults.get(name));
      const fits = whole ? Number.isInteger(value) : Number.isFinite(value);
      if (defaults.has(name) && fits && Number(value) > 0) continue;
      const known = JSON.stringify(DEFAULTS);
      throw new Error(`Cannot use ${name}: ${value}; the defaults are ${known}`);
    }
    const all = { ...DEFAULTS, ...params };
    if (all.fast < all.slow) return all;
    throw new Error(`Cannot use fast: ${all.fast}; it must be below slow`);
  }
  return __toCommonJS(strategy_exports);
})();
