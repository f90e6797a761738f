throw new RangeError("loaded"); // here

export class S {
  generate_signal() {}
}
