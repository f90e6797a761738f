export class S {
  generate_signal() {
    return { symbol: "AAPL", action: "buy", quantity: 1, price: 1 };
  }
}
// return strategy; })
