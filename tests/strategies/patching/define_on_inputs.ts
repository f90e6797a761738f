export class S {
  generate_signal(team, bars, prices) {
    const was = typeof team.cash + typeof prices.AAPL + Array.isArray(bars.AAPL.close);
    for (const [target, key] of [[team, "cash"], [team, "id"], [bars, "AAPL"], [prices, "AAPL"], [bars.BTC, "close"], [team.positions, "AAPL"]] as const) {
      Object.defineProperty(target, key, {
        get() {
          throw new Error("mine");
        },
      });
    }
    return { symbol: "AAPL", action: "buy", quantity: 1, price: 1, reason: was };
  }
}
