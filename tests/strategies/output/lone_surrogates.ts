export class S {
  generate_signal(team) {
    team.state = "\udc00";
    console.log("\ud800");
    return [{ symbol: "AAPL", action: "buy", quantity: 1, price: 1, reason: "a\ud800b" }, { symbol: "\udfff", action: "buy", quantity: 1, price: 1 }, { symbol: "AAPL", action: "buy", quantity: 1, price: 1, "\ud83d": 1 }];
  }
}
