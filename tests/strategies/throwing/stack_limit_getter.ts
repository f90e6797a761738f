export class S {
  generate_signal(team, bars, prices) {
    Object.defineProperty(Error, "stackTraceLimit", {
      get() {
        for (;;);
      },
    });
    throw new RangeError("why");
  }
}
