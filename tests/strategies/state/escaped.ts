export class S {
  generate_signal(team, bars, prices) {
    const before = team.state;
    team.state = "\u0001".repeat(43_690);
    return [before?.length ?? 0];
  }
}
