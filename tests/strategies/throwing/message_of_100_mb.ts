export class S {
  generate_signal(team, bars, prices) {
    throw new Error("x".repeat(1e8)); // here
  }
}
