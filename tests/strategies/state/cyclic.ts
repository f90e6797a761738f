export class S {
  generate_signal(team, bars, prices) {
    team.state = { bars };
    team.state.self = team.state;
  }
}
