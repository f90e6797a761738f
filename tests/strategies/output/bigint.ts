export class S {
  generate_signal() {
    return { symbol: "AAPL", action: "buy", quantity: 10n, price: 1 };
  }
}
