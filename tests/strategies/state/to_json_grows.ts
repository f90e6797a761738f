export class S {
  generate_signal(team, bars, prices) {
    team.state = { toJSON: () => "x".repeat(1e6) };
  }
}
