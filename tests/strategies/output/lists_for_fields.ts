export class S {
  generate_signal() {
    return [{ symbol: ["AAPL"], action: "buy", quantity: 1, price: 1 }, { symbol: "AAPL", action: ["buy"], quantity: 1, price: 1 }, { symbol: "AAPL", action: "buy", quantity: [1], price: 1 }, { symbol: "AAPL", action: "buy", quantity: 1, price: 1, order_type: ["limit"] }, { symbol: "AAPL", action: "buy", quantity: 1, price: 1, time_in_force: [] }, { symbol: "AAPL", action: "buy", quantity: 1, price: 1, confidence: [0.5] }, { symbol: "AAPL", action: "buy", quantity: 1, price: 1, reason: ["x"] }];
  }
}
