export class S {
  generate_signal() {
    return {
      symbol: "AAPL",
      get quantity() {
        throw new RangeError("not today");
      },
    };
  }
}
