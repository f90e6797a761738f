export class S {
  generate_signal(team, bars, prices) {
    team.state = { shares: 10n };
  }
}
