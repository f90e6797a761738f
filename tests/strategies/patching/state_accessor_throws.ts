export class S {
  generate_signal(team) {
    Object.defineProperty(team, "state", {
      get() {
        throw new Error("my state is mine");
      },
    });
    return { symbol: "AAPL", action: "buy", quantity: 1, price: 1 };
  }
}
