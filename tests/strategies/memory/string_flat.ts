export class S {
  generate_signal(team, bars, prices) {
    const kept = [];
    for (let i = 0;; i++) {
      const text = "x".repeat(2 ** 27) + i;
      text.charCodeAt(1);
      kept.push(text);
    }
  }
}
