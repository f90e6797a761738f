export class S {
  generate_signal(team, bars, prices) {
    return (1n << 2n ** 40n) > 0n ? [] : null; // here
  }
}
