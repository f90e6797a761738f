export class S {
  generate_signal() {
    const signal: Record<string, unknown> = { symbol: "AAPL", action: "buy", quantity: 1, price: 1 };
    signal.again = signal;
    return signal;
  }
}
