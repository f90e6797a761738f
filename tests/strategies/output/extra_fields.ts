export class S {
  generate_signal() {
    return [{ symbol: "AAPL", action: "buy", quantity: 1, price: 1, qty: 1 }, { symbol: "AAPL", action: "buy", quantity: 1, price: 1, ["x".repeat(5000)]: 1 }, { symbol: "AAPL", action: "buy", quantity: 1, price: 1, "\u001b[31m\n": 1 }];
  }
}
