export class S {
  generate_signal() {}
}
}); globalThis.outside = 1; (function () {
