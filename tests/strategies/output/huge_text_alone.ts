export class S {
  generate_signal() {
    return "\u0000".repeat(2 ** 28);
  }
}
