export class S {
  generate_signal(team, bars, prices) {
    const kept = [];
    for (;;) {
      const seen = new Array(1000).fill(0.5);
      kept.push(() => seen);
    }
  }
}
