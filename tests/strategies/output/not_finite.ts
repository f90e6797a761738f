export class S {
  generate_signal() {
    return [NaN, Infinity, -Infinity].flatMap((n) => [{ symbol: "AAPL", action: "buy", quantity: n, price: 1 }, { symbol: "AAPL", action: "sell", quantity: 1, price: n }]);
  }
}
