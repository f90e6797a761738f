export class S {
  generate_signal(team, bars, prices) {
    const error = new Error("why"); // here
    Object.defineProperty(error, "code", {
      get() {
        for (;;);
      },
    });
    throw error;
  }
}
