export class S {
  generate_signal(team, bars, prices) {
    const map = new Map();
    for (let i = 0;; i++) map.set(i, { i });
  }
}
