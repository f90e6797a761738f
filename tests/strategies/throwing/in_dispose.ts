export class S {
  generate_signal(team, bars, prices) {
    using _ = {
      [Symbol.dispose]() {
        throw new RangeError("given back"); // here
      },
    };
  }
}
