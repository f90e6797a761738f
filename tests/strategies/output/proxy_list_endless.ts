export class S {
  generate_signal() {
    return new Proxy([], { get: (list, key) => key === "length" ? 2 ** 53 - 1 : undefined });
  }
}
