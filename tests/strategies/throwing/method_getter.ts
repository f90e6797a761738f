export class S {
  get generate_signal() {
    throw new RangeError("no method"); // here
  }
}
