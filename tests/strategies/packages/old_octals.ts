export class S {
  generate_signal() {
    return 010 + delete this;
  }
}
