export abstract class S {
  abstract price: number;
  generate_signal() {
    return { symbol: "AAPL", action: "buy", quantity: 1, price: this.price ?? 2 };
  }
}
