export class S {
  constructor() {
    Promise.reject(new Error("while it is made"));
  }
  generate_signal() {}
}
