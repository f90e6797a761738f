export class S {
  generate_signal() {
    return Array.from({ length: 1e6 }, () => ({ symbol: "AAPL", action: "buy", quantity: 1, price: 1 }));
  }
}
