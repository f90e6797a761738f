export class S {
  generate_signal(team, bars, prices) {
    const text = JSON.stringify(Array.from({ length: 1e4 }, (_, i) => ({ i })));
    const kept = [];
    for (;;) kept.push(JSON.parse(text));
  }
}
