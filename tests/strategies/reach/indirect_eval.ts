export class S {
  generate_signal() {
    const said = [];
    for (const make of [() => (0, eval)("1"), () => globalThis["ev" + "al"]("1"), () => [eval][0]("1"), () => Reflect.apply(eval, null, ["1"])]) {
      try {
        said.push(typeof make());
      } catch (error) {
        said.push(error.name);
      }
    }
    console.log(said.join());
  }
}
