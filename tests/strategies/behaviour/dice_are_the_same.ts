export class S {
  generate_signal(team, bars, prices) {
    const thrown = Math.random();
    return [thrown >= 0 && thrown < 1];
  }
}
