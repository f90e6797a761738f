export class S {
  value = (() => {
    throw new RangeError("field"); // here
  })();
  generate_signal() {}
}
