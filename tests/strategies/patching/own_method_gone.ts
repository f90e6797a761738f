export class S {
  generate_signal() {
    delete S.prototype.generate_signal;
    return { symbol: "AAPL", action: "buy", quantity: 1, price: 1 };
  }
}
