export class S {
  generate_signal() {
    return ["constructor", "prototype", "hasOwnProperty", "toString", "valueOf", "__defineGetter__", "then"].map((key) => ({ symbol: "AAPL", action: "buy", quantity: 1, price: 1, [key]: { polluted: true } }));
  }
}
