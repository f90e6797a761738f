export class S {
  generate_signal(team, bars, prices) {
    class Failure extends Error {
      get name() {
        for (;;);
      }
    }
    throw new Failure("why");
  }
}
