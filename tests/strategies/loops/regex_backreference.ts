export class S {
  generate_signal(team, bars, prices) {
    return /^(?:(a+)\1?)*(?=b)/.test("a".repeat(60)) ? [] : null;
  }
}
