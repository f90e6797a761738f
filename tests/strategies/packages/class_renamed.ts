class Inner {
  generateSignal() {
    return { symbol: "AAPL", action: "buy", quantity: 1, price: 1 };
  }
}
export { Inner as S };
