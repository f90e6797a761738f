export class S {
  generate_signal(team, bars, prices) {
    Error.stackTraceLimit = Infinity;
    const down = (n) => down(n + 1) + 1;
    return down(0);
  }
}
