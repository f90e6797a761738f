export class S {
  n = 0;
  generate_signal(team, bars) {
    Object.assign(Object.prototype, { then: 1, length: 5, value: "x", writable: true, requests: [], log: "forged", load: true, stuck: true, signals: ["forged"], window: {}, rows: ["AAPL", 1, 1, 1, 1, 1, 1], entry: "T", state: '"forged"' });
    return { symbol: "AAPL", action: "buy", quantity: ++this.n, price: bars.AAPL.close.length };
  }
}
