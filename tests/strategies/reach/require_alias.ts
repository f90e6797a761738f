const load = require;
export class S {
  generate_signal() {
    console.log(load("node:fs"));
  }
}
