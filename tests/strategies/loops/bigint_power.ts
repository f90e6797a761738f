export class S {
  generate_signal(team, bars, prices) {
    for (;;) 3n ** 40_000_000n;
  }
}
