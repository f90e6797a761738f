export class S {
  generate_signal(team, bars, prices) {
    const error = new Error("round"); // here
    error.cause = error;
    throw error;
  }
}
