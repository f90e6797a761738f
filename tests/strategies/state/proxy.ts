export class S {
  generate_signal(team, bars, prices) {
    team.state = new Proxy({ a: 1 }, {});
  }
}
