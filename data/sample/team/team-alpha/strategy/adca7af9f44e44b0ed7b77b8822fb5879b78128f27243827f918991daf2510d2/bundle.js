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
  var DEFAULTS = { lookback: 60, every: 30, hold: 2 };
  var MyStrategy = class {
    #settings;
    /** @throws {Error} on a parameter that makes no sense */
    constructor(params = {}) {
      this.#settings = settings(params);
    }
    /** Ranks when it is time to; sells what has left the top, buys what is new. */
    generate_signal(team, bars, prices) {
      const { every, hold, lookback } = this.#settings;
      const held = Object.keys(team.positions).sort();
      const fresh = freshSymbols(bars);
      let { calls, targets, wanted } = team.state?.momentum ?? { calls: 0, targets: [], wanted: [] };
      if (fresh.some((symbol) => (bars[symbol]?.close.length ?? 0) > 1)) {
        if (calls % every === 0) {
          const stuck = held.filter((symbol) => !fresh.includes(symbol));
          const free = Math.max(hold - stuck.length, 0);
          targets = [...stuck, ...rank(bars, fresh, lookback).slice(0, free)];
          console.log("holding", targets.join(" ") || "nothing");
          wanted = targets.filter((symbol) => !held.includes(symbol));
        }
        calls += 1;
      }
      const signals = [];
      const busy = new Set(team.open_orders.map((order) => order.symbol));
      for (const symbol of fresh) {
        const price = prices[symbol];
        const position = team.positions[symbol];
        if (busy.has(symbol) || !price || !position) continue;
        if (!targets.includes(symbol)) {
          const { quantity } = position;
          signals.push({ symbol, action: "sell", quantity, price });
        }
      }
      const budget = equity(team, prices) * 0.95 / hold;
      let power = team.buying_power;
      for (const symbol of wanted) {
        const price = prices[symbol];
        if (busy.has(symbol) || !price || !fresh.includes(symbol)) continue;
        const dollars = Math.min(budget, power / 1.04);
        if (dollars < budget / 2) break;
        power -= dollars * 1.04;
        wanted = wanted.filter((other) => other !== symbol);
        const quantity = shares(dollars, price);
        if (quantity > 0) {
          signals.push({ symbol, action: "buy", quantity, price });
        }
      }
      team.state = { momentum: { calls, targets, wanted } };
      return signals;
    }
  };
  function settings(params) {
    const defaults = new Map(Object.entries(DEFAULTS));
    for (const [name, value] of Object.entries(params)) {
      const whole = Number.isInteger(defaults.get(name));
      const fits = whole ? Number.isInteger(value) : Number.isFinite(value);
      if (defaults.has(name) && fits && Number(value) > 0) continue;
      const known = JSON.stringify(DEFAULTS);
      throw new Error(`Cannot use ${name}: ${value}; the defaults are ${known}`);
    }
    return { ...DEFAULTS, ...params };
  }
  function freshSymbols(bars) {
    const last = (symbol) => bars[symbol]?.timestamp.at(-1) ?? "";
    const symbols = Object.keys(bars).sort();
    const newest = symbols.map(last).sort().at(-1);
    return symbols.filter((symbol) => last(symbol) === newest);
  }
  function rank(bars, symbols, lookback) {
    const gains = symbols.map((symbol) => {
      const closes = bars[symbol]?.close.slice(-lookback - 1) ?? [];
      return { symbol, gain: (closes.at(-1) ?? 0) / (closes[0] ?? 1) - 1 };
    });
    return gains.filter(({ gain }) => gain > 0).sort((a, b) => b.gain - a.gain).map(({ symbol }) => symbol);
  }
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
  return __toCommonJS(strategy_exports);
})();
