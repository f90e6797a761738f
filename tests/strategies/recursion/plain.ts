export class S {
  generate_signal(team, bars, prices) {
    const down = (n) => down(n + 1) + 1; // here
    return down(0);
  }
}
