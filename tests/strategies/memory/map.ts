export class S {
  generate_signal(team, bars, prices) {
    const kept = [];
    for (;;) {
      const map = new Map();
      for (let i = 0; i < 1e5; i++) map.set(i, i);
      kept.push(map);
    }
  }
}
