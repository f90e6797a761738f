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

  // strategy:z_score.ts
  var CLOSES_MIN = 5;
  function zScore(closes) {
    const count = closes.length;
    const mean = closes.reduce((sum, close) => sum + close, 0) / count;
    const squares = closes.reduce((sum, close) => sum + (close - mean) ** 2, 0);
    const deviation = Math.sqrt(squares / count);
    if (count < CLOSES_MIN || deviation < mean * 1e-4) return void 0;
    return ((closes.at(-1) ?? mean) - mean) / deviation;
  }

  // strategy:strategy.ts
  var DEFAULTS = { period: 20, entry: 2.25, slots: 4, patience: 60, stale: 3 };
  var MyStrategy = class {
    #settings;
    /** @throws {Error} on a parameter that makes no sense */
    constructor(params = {}) {
      this.#settings = settings(params);
    }
    /** Cancels what nobody wanted, sells what has come back, buys what has dipped. */
    generate_signal(team, bars, prices) {
      const { entry, patience, period, slots, stale } = this.#settings;
      const { now, fresh } = newest(bars);
      const signals = [];
      for (const order of team.open_orders) {
        const old = minutesBetween(order.created_at, now) >= stale;
        if (!old || order.status === "pending_cancel") continue;
        signals.push({ cancel: order.order_id });
      }
      const busy = new Set(team.open_orders.map((order) => order.symbol));
      const held = Object.keys(team.positions);
      const seen = team.state?.reversion?.since ?? {};
      const since = Object.fromEntries(held.map((s) => [s, seen[s] ?? now]));
      team.state = { reversion: { since } };
      let free = slots - (/* @__PURE__ */ new Set([...held, ...busy])).size;
      let power = team.buying_power;
      const budget = equity(team, prices) * 0.95 / slots;
      for (const symbol of fresh) {
        const price = prices[symbol];
        const z = zScore(bars[symbol]?.close.slice(-period) ?? []);
        if (busy.has(symbol) || !price) continue;
        let quantity = team.positions[symbol]?.quantity ?? 0;
        if (quantity > 0) {
          const late = minutesBetween(since[symbol] ?? now, now) >= patience;
          if (!late && (z === void 0 || z < 0)) continue;
          const type = late ? "market" : kind(quantity);
          signals.push({
            symbol,
            action: "sell",
            quantity,
            price,
            order_type: type
          });
        } else if (z !== void 0 && z <= -entry && free > 0) {
          quantity = shares(Math.min(budget, power * 0.95), price);
          if (quantity * price < budget / 2) continue;
          signals.push({
            symbol,
            action: "buy",
            quantity,
            price,
            order_type: kind(quantity)
          });
          power -= quantity * price * 1.04;
          free -= 1;
        }
      }
      return signals.slice(0, 20);
    }
  };
  function kind(quantity) {
    return Number.isInteger(quantity) ? "limit" : "market";
  }
  function newest(bars) {
    const last = (symbol) => bars[symbol]?.timestamp.at(-1) ?? "";
    const symbols = Object.keys(bars).sort();
    const now = symbols.map(last).sort().at(-1) ?? "";
    return { now, fresh: symbols.filter((symbol) => last(symbol) === now) };
  }
  function minutesBetween(start, end) {
    return (Date.parse(end) - Date.parse(start)) / 6e4;
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
