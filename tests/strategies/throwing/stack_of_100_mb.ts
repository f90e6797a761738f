export class S {
  generate_signal(team, bars, prices) {
    const error = new Error("why");
    error.stack = "    at " + "x".repeat(1e8) + " strategy.js:1:1";
    throw error;
  }
}
