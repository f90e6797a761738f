export class S {
  minutes = 0;
  generate_signal(team, bars) {
    const before = team.state ?? 0;
    team.state = before + 1;
    this.minutes++;
    if (before === 1 && bars.AAPL.close.length === 32) { for (;;); }
    return [before, this.minutes];
  }
}
