export class S {
  generate_signal() {
    return [-0, 1e308, 5e-324, 1e-9, 2 ** 53, -1].map((quantity) => ({ symbol: "AAPL", action: "buy", quantity, price: 1 }));
  }
}
