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
  var DEFAULTS = { slices: 10, interval: 15, drift: 0.03 };
  var BUYS_MAX = 5;
  var INVESTED = 0.97;
  var DOLLARS_MIN = 10;
  var MyStrategy = class {
    #settings;
    /** @throws {Error} on a parameter that makes no sense */
    constructor(params = {}) {
      this.#settings = settings(params);
    }
    /** Every `interval` minutes: trims what is too large, buys what lacks most. */
    generate_signal(team, bars, prices) {
      const { drift, interval, slices } = this.#settings;
      const fresh = freshSymbols(bars);
      if (fresh.length === 0) return null;
      const calls = team.state?.holding?.calls ?? 0;
      team.state = { holding: { calls: calls + 1 } };
      if (calls % interval !== 0) return null;
      const worth = (symbol) => (team.positions[symbol]?.quantity ?? 0) * (prices[symbol] ?? 0);
      const held = Object.keys(team.positions).map(worth);
      const equity = held.reduce((sum, value) => sum + value, team.cash);
      const share = equity * INVESTED / Object.keys(bars).length;
      const busy = new Set(team.open_orders.map((order) => order.symbol));
      const gaps = fresh.filter((symbol) => !busy.has(symbol) && prices[symbol]).map((symbol) => ({ symbol, gap: share - worth(symbol) })).filter(({ gap }) => Math.abs(gap) > share * drift).sort((x, y) => y.gap - x.gap);
      const signals = [];
      for (const { symbol, gap } of gaps.filter(({ gap: gap2 }) => gap2 < 0)) {
        const price = prices[symbol] ?? 0;
        const quantity = shares(-gap, price);
        if (quantity * price >= DOLLARS_MIN) {
          signals.push({ symbol, action: "sell", quantity, price });
        }
      }
      const lacking = gaps.filter(({ gap }) => gap > 0).slice(0, BUYS_MAX);
      const part = equity * INVESTED / slices / Math.max(lacking.length, 1);
      let power = team.buying_power;
      for (const { symbol, gap } of lacking) {
        const price = prices[symbol] ?? 0;
        const dollars = Math.min(gap, part, power * 0.95);
        const quantity = shares(dollars, price);
        if (quantity * price < DOLLARS_MIN) continue;
        signals.push({ symbol, action: "buy", quantity, price });
        power -= quantity * price * 1.04;
      }
      return signals.slice(0, 20);
    }
  };
  function freshSymbols(bars) {
    const last = (symbol) => bars[symbol]?.timestamp.at(-1) ?? "";
    const symbols = Object.keys(bars).sort();
    const newest = symbols.map(last).sort().at(-1);
    return symbols.filter((symbol) => last(symbol) === newest);
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
    return { ...DEFAULTS, ...params };
  }
  return __toCommonJS(strategy_exports);
})();
