export class S {
  generate_signal(team, bars, prices) {
    const before = team.state;
    team.state = "\ud800 \udfff";
    return [before === undefined || before === "\ud800 \udfff"];
  }
}
