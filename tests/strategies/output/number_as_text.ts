export class S {
  generate_signal() {
    return [{ symbol: "AAPL", action: "buy", quantity: "10", price: 1 }, { symbol: "AAPL", action: "buy", quantity: 1, price: "1" }];
  }
}
