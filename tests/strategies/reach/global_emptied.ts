for (const name of Object.getOwnPropertyNames(globalThis)) {
  try {
    delete globalThis[name];
  } catch {
    // locked
  }
}
export class S {
  n = 0;
  generate_signal(team, bars) {
    return { symbol: "AAPL", action: "buy", quantity: ++this.n, price: 1, reason: bars.AAPL.timestamp.at(-1) };
  }
}
