export class S {
  generate_signal(team, bars, prices) {
    Object.defineProperty(team, "state", {
      get() {
        throw new RangeError("asked"); // here
      },
    });
  }
}
