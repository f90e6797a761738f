export class S {
  generate_signal(team, bars, prices) {
    const error = new Error("why");
    error.stack =
      "Error: why\n    at x (strategy.js:4000000000:4000000000)\n    at y (strategy.js:0:0)\n    at z (/etc/passwd:1:1)";
    throw error;
  }
}
