export class S {
  generate_signal(team, bars, prices) {
    const before = team.state;
    team.state = () => 1;
    return [before === undefined || before === null];
  }
}
