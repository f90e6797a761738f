export class S {
  generate_signal() {
    return [["AAPL", "buy", 1, 1], [], [[]], [{ symbol: "AAPL", action: "buy", quantity: 1, price: 1 }]];
  }
}
