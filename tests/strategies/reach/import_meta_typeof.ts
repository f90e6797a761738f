export class S {
  generate_signal() {
    console.log(typeof import.meta);
  }
}
