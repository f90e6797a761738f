export class S {
  generate_signal() {
    console.log(require.resolve("node:fs"));
  }
}
