export class S {
  generate_signal() {
    return {
      then(take, fail) {
        take({ symbol: "AAPL", action: "buy", quantity: 1, price: 1 });
        take({ symbol: "AAPL", action: "buy", quantity: 2, price: 1 });
        fail(new Error("too late"));
        throw new Error("too late as well");
      },
    };
  }
}
