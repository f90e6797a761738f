export class S {
  async *generate_signal() {
    for (;;) yield { symbol: "AAPL", action: "buy", quantity: 1, price: 1 };
  }
}
