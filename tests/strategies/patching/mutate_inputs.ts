export class S {
  generate_signal(team, bars, prices) {
    const seen = [bars.AAPL.close.length, bars.AAPL.close[0] > 0, prices.AAPL > 0, team.cash, Object.keys(bars).join()];
    bars.AAPL.close.length = 0;
    bars.AAPL.open.fill(-1);
    bars.AAPL.timestamp.reverse();
    bars.AAPL.volume = "none";
    delete bars.BTC;
    bars.MSFT = null;
    prices.AAPL = -5;
    team.cash = 1e9;
    team.id = "reader";
    team.positions.AAPL = { quantity: 1e6 };
    team.open_orders.push({ id: 1 });
    team.params.x = 1;
    team.api.getLastN = null;
    return { symbol: "AAPL", action: "buy", quantity: 1, price: 1, reason: seen.join() };
  }
}
