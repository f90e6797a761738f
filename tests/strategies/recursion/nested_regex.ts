export class S {
  generate_signal(team, bars, prices) {
    return new RegExp("(".repeat(1e5) + ")".repeat(1e5)).test("a"); // here
  }
}
