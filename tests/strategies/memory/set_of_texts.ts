export class S {
  generate_signal(team, bars, prices) {
    const kept = new Set();
    for (let i = 0;; i++) kept.add("text " + i + "!".repeat(50));
  }
}
