export class S {
  constructor() {
    this.inner = new S();
  }
  generate_signal() {}
}
