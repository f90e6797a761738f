export class S {
  generate_signal(team, bars, prices) {
    class List extends Array {
      static get [Symbol.species]() {
        for (;;);
      }
    }
    return new List(1, 2, 3).map((each) => each);
  }
}
