let looks = 0;
export class S {
  generate_signal() {
    return {
      symbol: "AAPL",
      action: "buy",
      get quantity() {
        return ++looks;
      },
      price: 1,
    };
  }
}
