export class S {
  generate_signal() {
    const error = new Error("forged");
    error.stack = ["Error: forged", "    at x (/etc/hostname:1:1)", "    at strategy.js:99999999999999999999:1", "    at x (strategy.js:0:0)", "    at y (strategy.js:-1:5)", "    at z (strategy.js:1e9:5)"].join("\n");
    throw error;
  }
}
