Promise.reject(new Error("while it is loaded"));

export class S {
  generate_signal() {}
}
