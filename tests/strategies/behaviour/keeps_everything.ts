export class S {
  kept = [];
  generate_signal(team, bars, prices) {
    this.kept.push([team, bars, prices, bars.AAPL.close, bars.MSFT.timestamp]);
    return [this.kept.length];
  }
}
