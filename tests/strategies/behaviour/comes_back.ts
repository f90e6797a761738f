export class S {
  generate_signal(team, bars, prices) {
    const rows = bars.AAPL.close.length;
    if (rows < 36) { for (;;); }
    return [rows];
  }
}
