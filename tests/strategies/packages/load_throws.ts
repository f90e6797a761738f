const limit = Number("10");
if (limit > 5) {
  throw new RangeError("limit is too large");
}
export class S {
  generate_signal() {}
}
