export class S {
  constructor(params) {
    if (params.fast === undefined) {
      throw new RangeError("fast is missing");
    }
  }
  generate_signal() {}
}
