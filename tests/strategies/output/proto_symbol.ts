export class S {
  generate_signal() {
    return ["__proto__", "constructor", "toString", "", " ", "AAPL\u0000", "x".repeat(21), "BTC/USD", "aapl", "../AAPL"].map((symbol) => ({ symbol, action: "buy", quantity: 1, price: 1 }));
  }
}
