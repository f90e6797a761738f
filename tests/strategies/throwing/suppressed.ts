export class S {
  generate_signal(team, bars, prices) {
    {
      using _ = {
        [Symbol.dispose]() {
          throw new Error("while leaving");
        },
      };
      throw new Error("inside");
    }
  }
}
