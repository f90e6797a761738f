/** @jsxRuntime automatic */
/** @jsxImportSource node:fs */
export class S {
  generate_signal() {
    console.log("ran");
  }
}
