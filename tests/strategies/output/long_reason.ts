export class S {
  generate_signal() {
    return ["x".repeat(500), "x".repeat(501), "x".repeat(50_000)].map((reason) => ({ symbol: "AAPL", action: "buy", quantity: 1, price: 1, reason }));
  }
}
