const o = { import: (name: string) => "own " + name, require: () => "own", meta: { eval: () => 1 } };
export class S {
  generate_signal() {
    console.log(o.import("a"), o.require(), o.meta.eval());
  }
}
