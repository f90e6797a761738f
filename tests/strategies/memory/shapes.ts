export class S {
  generate_signal(team, bars, prices) {
    const kept = [];
    for (let i = 0;; i++) kept.push({ ["name" + i]: 1, ["other" + i]: 2 });
  }
}
