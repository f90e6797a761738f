export class S {
  generate_signal(team, bars, prices) {
    return new Proxy([], {
      get() {
        throw new RangeError("trap"); // here
      },
    });
  }
}
