export class S {
  generate_signal(team, bars, prices) {
    const error = new Error("why");
    for (const name of ["name", "message", "stack"]) {
      Object.defineProperty(error, name, {
        value: { toString: () => "forged" },
      });
    }
    throw error;
  }
}
