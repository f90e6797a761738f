export class S {
  generate_signal() {
    return [{ symbol: "AAPL", action: "BUY", quantity: 1, price: 1 }, { symbol: "AAPL", action: "hold", quantity: 1, price: 1 }, { symbol: "AAPL", action: "buy", quantity: 1, price: 1, order_type: "stop" }, { symbol: "AAPL", action: "buy", quantity: 1, price: 1, time_in_force: "GTC" }, { symbol: "AAPL", action: "buy", quantity: 1, price: 1, confidence: 1.01 }, { symbol: "AAPL", action: "buy", quantity: 1, price: 1, confidence: -0 }];
  }
}
