export class S {
  async generate_signal() {
    return Promise.resolve({ then: (take) => take(Promise.resolve({ symbol: "AAPL", action: "buy", quantity: 7, price: 1 })) });
  }
}
