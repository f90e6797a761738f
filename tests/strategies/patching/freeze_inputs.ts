export class S {
  n = 0;
  generate_signal(team, bars, prices) {
    const was = [team, bars, prices, bars.AAPL, team.api].some(Object.isFrozen);
    for (const each of [team.api, team.positions, team, bars.AAPL.close, bars.AAPL, bars, prices]) Object.freeze(each);
    return { symbol: "AAPL", action: "buy", quantity: ++this.n, price: bars.AAPL.close.length, reason: String(was) };
  }
}
