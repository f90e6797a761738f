export class S {
  generate_signal(team, bars) {
    for (const rows of Object.values(this.before ?? {})) {
      rows.close.length = 0;
      rows.timestamp = null;
    }
    this.before = bars;
    return [bars.AAPL.close.length, bars.AAPL.timestamp.length];
  }
}
