export class S {
  generate_signal(team, bars, prices) {
    function* down(n) {
      yield* down(n + 1);
    }
    return [...down(0)];
  }
}
