export class S {
  generate_signal(team, bars, prices) {
    if (team.state === undefined) team.state = { first: true };
    else delete team.state;
  }
}
