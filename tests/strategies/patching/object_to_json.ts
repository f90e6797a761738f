(Object.prototype as any).toJSON = () => ({ forged: true });
export class S {
  generate_signal(team) {
    team.state = { n: 1 };
    return { symbol: "AAPL", action: "buy", quantity: 1, price: 1 };
  }
}
