let made = 0;
class Mine extends Array {
  constructor(...args) {
    super(...args);
    made++;
  }
}
Object.defineProperty(Array, Symbol.species, { get: () => Mine, configurable: true });
Array.prototype.constructor = Mine as any;
export class S {
  generate_signal(team, bars) {
    const columns = bars.AAPL.close;
    return { symbol: "AAPL", action: "buy", quantity: columns.length, price: 1, reason: columns instanceof Mine ? "mine" : "own" };
  }
}
