export class S {
  generate_signal() {
    return ["team", "team_id", "teamId", "id", "account", "user", "minute", "index"].map((key) => ({ symbol: "AAPL", action: "buy", quantity: 1, price: 1, [key]: "reader" }));
  }
}
