export class S {
  called = false;
  generate_signal() {
    if (this.called) { for (;;); }
    this.called = true;
  }
}
