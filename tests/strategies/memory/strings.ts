export class S {
  generate_signal(team, bars, prices) {
    const kept = [];
    for (let i = 0;; i++) kept.push(String(i).padStart(10_000, "é€"));
  }
}
