export class S {
  generate_signal(team, bars, prices) {
    const kept = [];
    const text = "abc".repeat(1e5);
    for (;;) kept.push(text.split(""));
  }
}
