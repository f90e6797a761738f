export class S {
  generate_signal() {
    console.log(typeof globalThis["require"], typeof globalThis["module"]);
  }
}
