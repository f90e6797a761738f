export class S {
  constructor() {
    for (;;);
  }
  generate_signal() {}
}
