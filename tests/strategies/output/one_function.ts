export class S {
  generate_signal() {
    return () => ({ symbol: "AAPL" });
  }
}
