export class S {
  generate_signal(team, bars, prices) {
    return {
      toJSON() {
        throw new RangeError("written"); // here
      },
    };
  }
}
