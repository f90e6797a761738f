export class S {
  generate_signal() {
    return Array.from({ length: 20_000 }, () => []);
  }
}
