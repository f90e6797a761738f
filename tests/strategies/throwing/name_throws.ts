export class S {
  generate_signal(team, bars, prices) {
    class Failure extends Error {
      get name() {
        throw new Failure();
      }
    }
    throw new Failure("why");
  }
}
