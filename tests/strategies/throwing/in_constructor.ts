export class S {
  constructor() {
    throw new RangeError("made"); // here
  }
  generate_signal() {}
}
