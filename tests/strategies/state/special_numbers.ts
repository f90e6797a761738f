export class S {
  generate_signal(team, bars, prices) {
    team.state = [NaN, -Infinity, -0, 1e308, 5e-324];
  }
}
