export class S {
  generate_signal() {
    return [{ cancel: "reader-1" }, { cancel: "" }, { cancel: "mover:2026-11-20T14:30Z:0" }];
  }
}
