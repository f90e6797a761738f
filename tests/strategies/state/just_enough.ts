export class S {
  generate_signal(team, bars, prices) {
    const before = team.state;
    team.state = "x".repeat(256 * 1024 - 2);
    return [before?.length ?? 0];
  }
}
