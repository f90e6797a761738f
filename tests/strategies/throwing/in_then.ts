export class S {
  generate_signal(team, bars, prices) {
    return {
      get then() {
        throw new RangeError("then"); // here
      },
    };
  }
}
