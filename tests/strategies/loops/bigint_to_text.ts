export class S {
  generate_signal(team, bars, prices) {
    const long = 1n << 100_000_000n;
    for (;;) long.toString();
  }
}
