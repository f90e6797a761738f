/** Honest: asks for data and awaits it. */
export class S {
  async generate_signal(team: any, _bars: any, prices: any) {
    const calls = (team.state?.calls ?? 0) + 1;
    const { close, timestamp } = await team.api.getLastN("AAPL", 10);
    const both = await team.api.getLastNMulti(["BTC", "MSFT"], 3);
    team.state = { calls, last: timestamp.at(-1) };
    console.log(calls, JSON.stringify(both));
    return {
      symbol: "AAPL",
      action: calls % 2 === 0 ? "buy" : "sell",
      quantity: calls,
      price: prices.AAPL,
      reason: `${Math.max(...close)} ${team.api.priceAge("BTC")}`,
    };
  }
}
