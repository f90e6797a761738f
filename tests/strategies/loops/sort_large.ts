export class S {
  generate_signal(team, bars, prices) {
    const many = Array.from({ length: 2e6 }, (_, i) => (i * 7919) % 2000003);
    for (;;) many.sort((a, b) => (a * 31 % 1009) - (b * 37 % 1013));
  }
}
