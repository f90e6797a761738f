Object.defineProperty(Array.prototype, "0", { value: "frozen", writable: false, configurable: false });
export class S {
  generate_signal(team, bars) {
    return { symbol: "AAPL", action: "buy", quantity: bars.AAPL.close.length, price: 1 };
  }
}
