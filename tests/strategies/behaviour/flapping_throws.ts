export class S {
  minutes = 0;
  generate_signal() {
    if (this.minutes++ % 2 === 1) throw new RangeError("bad"); // here
  }
}
