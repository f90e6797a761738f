export class S {
  async generate_signal(team) {
    const one = await team.api.getLastN("AAPL", 5);
    const first = one.close[0];
    one.close.fill(0);
    one.timestamp.length = 0;
    const two = await team.api.getLastN("AAPL", 5);
    return { symbol: "AAPL", action: "buy", quantity: two.timestamp.length, price: two.close[0] === first ? 1 : 2 };
  }
}
