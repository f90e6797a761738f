export class S {
  generate_signal() {
    (Object.prototype as any).toJSON = () => undefined;
    throw new RangeError("told all the same");
  }
}
