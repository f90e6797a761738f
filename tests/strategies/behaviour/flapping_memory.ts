export class S {
  called = false;
  generate_signal() {
    const kept = [];
    while (this.called) kept.push(new Array(1e4).fill(1.5));
    this.called = true;
  }
}
