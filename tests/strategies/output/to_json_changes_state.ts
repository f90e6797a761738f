export class S {
  generate_signal(team) {
    team.state = { n: 1 };
    return [{
      toJSON() {
        team.state.n++;
        return { symbol: "AAPL", action: "buy", quantity: 1, price: 1 };
      },
    }];
  }
}
