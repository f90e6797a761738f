export class S {
  generate_signal(team, bars, prices) {
    const error = new Error("why");
    error.stack = ("    at " + "strategy.js:1:".repeat(250) + "\n").repeat(2) +
      "    at strategy.js:".repeat(200);
    throw error;
  }
}
