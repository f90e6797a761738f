Temporal.Now.instant = Temporal.Instant.fromEpochMilliseconds = () => {
  throw new Error("patched");
};
(globalThis as any).Intl = (globalThis as any).Temporal = undefined;
export class S {
  n = 0;
  generate_signal(team, bars) {
    return { symbol: "AAPL", action: "buy", quantity: ++this.n, price: 1, reason: bars.AAPL.timestamp.at(-1) };
  }
}
