export class S {
  generate_signal() {
    let list: unknown[] = [];
    for (let i = 0; i < 30_000; i++) list = [list];
    return { symbol: "AAPL", action: "buy", quantity: 1, price: 1, reason: list };
  }
}
