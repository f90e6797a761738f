export class S {
  static {
    for (;;);
  }
  generate_signal() {}
}
