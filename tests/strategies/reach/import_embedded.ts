import "file:///tmp/deno-compile-qtc/worker.js";
export class S {
  generate_signal() {}
}
