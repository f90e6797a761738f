export class S {
  generate_signal() {
    const said = [];
    for (const target of [Function, Object, class extends Function {}, Proxy, function () {}.bind()]) {
      try {
        Reflect.construct(Function, ["return 1"], target)();
        said.push("made");
      } catch (error) {
        said.push(error.name);
      }
    }
    console.log(said.join());
  }
}
