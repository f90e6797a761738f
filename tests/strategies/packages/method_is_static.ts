export class S {
  static generate_signal() {
    return null;
  }
}
