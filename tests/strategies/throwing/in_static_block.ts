export class S {
  static {
    throw new RangeError("class"); // here
  }
  generate_signal() {}
}
