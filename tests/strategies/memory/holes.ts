export class S {
  generate_signal(team, bars, prices) {
    const holes = [];
    holes[2 ** 32 - 2] = 1;
    return [holes.length];
  }
}
