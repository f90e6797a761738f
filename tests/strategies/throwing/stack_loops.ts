export class S {
  generate_signal(team, bars, prices) {
    const error = new Error("why");
    Object.defineProperty(error, "stack", {
      get() {
        for (;;);
      },
    });
    throw error;
  }
}
