export class S {
  generate_signal(team, bars, prices) {
    team.state = {
      get value() {
        throw new RangeError("poisoned"); // here
      },
    };
  }
}
