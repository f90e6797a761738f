export class S {
  generate_signal(team, bars, prices) {
    for (;;) {
      try {
        throw new Error("again");
      } catch {
        continue;
      } finally {
        for (;;);
      }
    }
  }
}
