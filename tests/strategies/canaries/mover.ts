/** Honest: follows averages, keeps a state, rolls dice, writes a log. */
export class S {
  minutes = 0;

  generate_signal(team: any, bars: any, prices: any) {
    this.minutes++;
    const state = team.state ?? { sum: 0, seen: [] };
    const signals = [];
    for (const symbol of Object.keys(bars)) {
      const close = bars[symbol].close;
      const fast = mean(close.slice(-5));
      const slow = mean(close.slice(-20));
      state.sum += fast - slow;
      console.log(symbol, close.length, fast, slow);
      signals.push({
        symbol,
        action: fast > slow ? "buy" : "sell",
        quantity: 1 + Math.floor(Math.random() * 9),
        price: prices[symbol],
        reason: `${new Date().toISOString()} ${Math.random()}`,
      });
    }
    state.seen = [...state.seen, this.minutes].slice(-5);
    team.state = state;
    return signals;
  }
}

function mean(values: number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
