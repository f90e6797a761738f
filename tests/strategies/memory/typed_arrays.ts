export class S {
  generate_signal(team, bars, prices) {
    const kept = [];
    for (;;) kept.push(new Float64Array(1e5).fill(1));
  }
}
