export class S {
  generate_signal(team, bars, prices) {
    const holes = [];
    holes.length = 2 ** 32 - 1;
    team.state = holes;
  }
}
