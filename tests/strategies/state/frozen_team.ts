export class S {
  generate_signal(team, bars, prices) {
    Object.freeze(team);
    team.state = 1; // here
  }
}
