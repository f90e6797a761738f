export class S {
  generate_signal(team, bars, prices) {
    team.state = { text: "x".repeat(1e8) };
  }
}
