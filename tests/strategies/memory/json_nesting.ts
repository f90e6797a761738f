export class S {
  generate_signal(team, bars, prices) {
    const text = "[".repeat(1e5) + "]".repeat(1e5);
    const kept = [];
    for (;;) kept.push(JSON.parse(text));
  }
}
