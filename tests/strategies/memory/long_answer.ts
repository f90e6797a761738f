export class S {
  generate_signal(team, bars, prices) {
    const part = "x".repeat(2 ** 20);
    return Array.from({ length: 600 }, (_, i) => part + i);
  }
}
