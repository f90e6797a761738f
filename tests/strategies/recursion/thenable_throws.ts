export class S {
  generate_signal(team, bars, prices) {
    return {
      then() {
        throw new RangeError("no then"); // here
      },
    };
  }
}
