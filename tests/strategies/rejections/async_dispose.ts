export class S {
  async generate_signal() {
    await using _ = {
      async [Symbol.asyncDispose]() {
        throw new RangeError("given back"); // here
      },
    };
  }
}
