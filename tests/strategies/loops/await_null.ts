export class S {
  async generate_signal() {
    for (;;) await null;
  }
}
