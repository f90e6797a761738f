export class S {
  generate_signal(team, bars, prices) {
    const error = new Error();
    Object.defineProperty(error, "message", {
      get() {
        for (;;);
      },
    });
    throw error;
  }
}
