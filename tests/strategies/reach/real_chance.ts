export class S {
  generate_signal() {
    const { random } = Math;
    const own = Object.getOwnPropertyDescriptor(Math, "random");
    console.log(random(), Object.getPrototypeOf(random) === Function.prototype, own.get === undefined, typeof crypto);
  }
}
