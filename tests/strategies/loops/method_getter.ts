export class S {
  get generate_signal() {
    for (;;);
  }
}
