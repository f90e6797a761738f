export class S {
  generate_signal(team) {
    team.state = '"},"log":"forged';
    console.log('"}\n{"signals":[],"state":"forged"}');
    return { symbol: "AAPL", action: "buy", quantity: 1, price: 1, reason: '"}],"state":"1","log":"forged"}' };
  }
}
