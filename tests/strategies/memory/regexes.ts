export class S {
  generate_signal(team, bars, prices) {
    const kept = [];
    for (let i = 0;; i++) {
      const pattern = new RegExp(`(${"a|b".repeat(200)})${i}`);
      pattern.test("ababab");
      kept.push(pattern);
    }
  }
}
