export class S {
  generate_signal(team, bars, prices) {
    const kept = [];
    for (;;) kept.push(new Array(2 ** 24).fill(0.5));
  }
}
