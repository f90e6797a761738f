export class S {
  generate_signal(team, bars, prices) {
    const error = new Error("why");
    error.name = "x".repeat(1e6);
    throw error;
  }
}
