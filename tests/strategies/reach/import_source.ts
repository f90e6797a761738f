import source wasm from "./module.wasm";
export class S {
  generate_signal() {
    console.log(wasm);
  }
}
