export class S {
  generate_signal(team, bars, prices) {
    const kept = [];
    const text = "ab".repeat(1e5);
    for (;;) kept.push([...text.matchAll(/a/g)]);
  }
}
