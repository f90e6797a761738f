export class S {
  generate_signal() {
    return eval("1");
  }
}
