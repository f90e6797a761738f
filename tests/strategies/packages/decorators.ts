function twice(method: any) {
  return function (this: unknown, ...args: unknown[]) {
    const signal = method.apply(this, args);
    return [signal, signal];
  };
}
export class S {
  @twice
  generate_signal() {
    return { symbol: "AAPL", action: "buy", quantity: 1, price: 1 };
  }
}
