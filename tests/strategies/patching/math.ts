Math.random = () => 0.5;
Math.max = Math.min = Math.floor = () => NaN;
export class S {
  generate_signal(team, bars) {
    return { symbol: "AAPL", action: "buy", quantity: Math.random(), price: bars.AAPL.close.length };
  }
}
