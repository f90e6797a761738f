export class S {
  generate_signal(team, bars, prices) {
    return /^(a+)+$/.test("a".repeat(50) + "!") ? [] : null;
  }
}
