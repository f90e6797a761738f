export class S {
  generate_signal() {
    console.log(import.meta.url);
  }
}
