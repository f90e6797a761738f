export class S {
  generate_signal(team, bars, prices) {
    const holes = new Array(2 ** 32 - 1);
    for (;;) holes.includes(1);
  }
}
