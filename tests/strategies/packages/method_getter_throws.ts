export class S {
  get generate_signal() {
    throw new RangeError("not to be looked at");
  }
}
