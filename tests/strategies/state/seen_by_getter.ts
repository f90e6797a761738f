export class S {
  generate_signal(team, bars, prices) {
    team.state = { a: 1 };
    return {
      get a() {
        return ++team.state.a;
      },
    };
  }
}
