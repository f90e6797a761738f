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

  // strategy:statistics.ts
  var ROWS_MIN = 10;
  function align(bars, a, b) {
    const ofB = /* @__PURE__ */ new Map();
    const columns = bars[b];
    for (const [row, at] of columns?.timestamp.entries() ?? []) {
      const close = columns?.close[row];
      if (close !== void 0) ofB.set(at, close);
    }
    const rows = [];
    for (const [row, at] of bars[a]?.timestamp.entries() ?? []) {
      const close = bars[a]?.close[row];
      const other = ofB.get(at);
      if (close !== void 0 && other !== void 0) rows.push([close, other]);
    }
    return rows;
  }
  function distances(rows) {
    return rows.map(([a, b]) => Math.log(a) - Math.log(b));
  }
  function zScore(values) {
    const mean = average(values);
    const deviation = Math.sqrt(average(values.map((v) => (v - mean) ** 2)));
    if (values.length < ROWS_MIN || deviation < 5e-5) return 0;
    return ((values.at(-1) ?? mean) - mean) / deviation;
  }
  function correlation(rows) {
    if (rows.length < ROWS_MIN) return 0;
    const returns = (side) => rows.slice(1).map((row, i) => row[side] / (rows[i]?.[side] ?? 1) - 1);
    const centred = (values) => {
      const mean = average(values);
      return values.map((value) => value - mean);
    };
    const x = centred(returns(0));
    const y = centred(returns(1));
    const product = (u, v) => average(u.map((value, i) => value * (v[i] ?? 0)));
    const scale = Math.sqrt(product(x, x) * product(y, y));
    return scale > 0 ? product(x, y) / scale : 0;
  }
  function choosePairs(bars, count) {
    const symbols = Object.keys(bars).sort();
    const all = symbols.flatMap(
      (a, i) => symbols.slice(i + 1).map((b) => ({
        pair: [a, b],
        value: correlation(align(bars, a, b))
      }))
    );
    const used = /* @__PURE__ */ new Set();
    const chosen = [];
    for (const { pair, value } of all.sort((x, y) => y.value - x.value)) {
      if (value <= 0 || chosen.length >= count) break;
      if (pair.some((symbol) => used.has(symbol))) continue;
      for (const symbol of pair) used.add(symbol);
      chosen.push(pair);
    }
    return chosen;
  }
  function average(values) {
    return values.reduce((sum, value) => sum + value, 0) / values.length;
  }

  // strategy:strategy.ts
  var DEFAULTS = { period: 60, entry: 1.5, pairs: 2 };
  var MyStrategy = class {
    #settings;
    /** @throws {Error} on a parameter that makes no sense */
    constructor(params = {}) {
      this.#settings = settings(params);
    }
    /** Chooses the pairs once, then looks at the distance of each. */
    generate_signal(team, bars, prices) {
      const { pairs } = this.#settings;
      const last = (symbol) => bars[symbol]?.timestamp.at(-1) ?? "";
      const now = Object.keys(bars).map(last).sort().at(-1);
      const busy = new Set(team.open_orders.map((order) => order.symbol));
      const signals = [];
      let power = team.buying_power;
      let budget = team.cash;
      for (const [symbol, position] of Object.entries(team.positions)) {
        budget += (position?.quantity ?? 0) * (prices[symbol] ?? 0);
      }
      budget *= 0.95 / pairs;
      const before = team.state?.pairs?.chosen ?? [];
      const chosen = [];
      const first = () => choosePairs(bars, pairs).map(([a, b]) => ({ a, b }));
      for (const old of before.length > 0 ? before : first()) {
        let pair = old;
        const { a, b } = pair;
        const ready = last(a) === now && last(b) === now;
        if (ready && !busy.has(a) && !busy.has(b)) {
          pair = this.#judge(pair, bars);
          const unwanted = [a, b].filter(
            (symbol) => symbol !== pair.want && team.positions[symbol]
          );
          for (const symbol of unwanted) {
            const quantity = team.positions[symbol]?.quantity ?? 0;
            const price = prices[symbol] ?? 0;
            signals.push({ symbol, action: "sell", quantity, price });
          }
          if (pair.want && pair.buy && unwanted.length === 0) {
            const symbol = pair.want;
            const price = prices[symbol] ?? 0;
            const quantity = shares(Math.min(budget, power * 0.95), price);
            if (quantity > 0) {
              signals.push({ symbol, action: "buy", quantity, price });
            }
            power -= quantity * price * 1.04;
            pair = { a, b, want: symbol };
          }
        }
        chosen.push(pair);
      }
      team.state = { pairs: { chosen } };
      return signals;
    }
    /** Returns the pair with what its distance says about the one to hold. */
    #judge(pair, bars) {
      const { a, b, want } = pair;
      const { entry, period } = this.#settings;
      const z = zScore(distances(align(bars, a, b).slice(-period)));
      const cheap = z <= -entry ? a : z >= entry ? b : void 0;
      if (cheap !== void 0) {
        return cheap === want ? pair : { a, b, want: cheap, buy: true };
      }
      const back = want === a ? z >= 0 : z <= 0;
      return back ? { a, b } : pair;
    }
  };
  function shares(dollars, price) {
    const exact = price > 0 ? dollars / price : 0;
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
