export class S {
  generate_signal(team, bars, prices) {
    const kept = [];
    for (let size = 1e5;; size *= 2) {
      kept.push(new Array(Math.min(size, 3e7)).fill({}));
    }
  }
}
