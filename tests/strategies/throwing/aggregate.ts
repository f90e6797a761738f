export class S {
  generate_signal(team, bars, prices) {
    const errors = Array.from({ length: 1e4 }, (_, i) => new Error(String(i)));
    throw new AggregateError(errors, "several"); // here
  }
}
