export class S {
  generate_signal() {
    return [{ symbol: new String("AAPL"), action: "buy", quantity: new Number(2), price: { valueOf: () => 1 } }, { symbol: { toString: () => "AAPL" }, action: "buy", quantity: 1, price: 1 }, { symbol: "AAPL", action: new String("buy"), quantity: Object(1), price: 1, reason: null }];
  }
}
