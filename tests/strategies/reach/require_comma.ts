export class S {
  generate_signal() {
    console.log((0, require)("node:fs"));
  }
}
