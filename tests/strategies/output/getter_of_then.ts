export class S {
  generate_signal() {
    return {
      get then() {
        throw new TypeError("then is mine");
      },
    };
  }
}
