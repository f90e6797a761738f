export class S {
  generate_signal() {
    return { symbol: "AAPL", action: "buy", quantity: 1, price: 1, reason: "x".repeat(2 ** 29 - 24) };
  }
}
