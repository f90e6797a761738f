export class S {
  generate_signal(team, bars, prices) {
    team.state = "x".repeat(256 * 1024 - 1);
  }
}
