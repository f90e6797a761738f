export class S {
  generate_signal(team, bars, prices) {
    return {
      get symbol() {
        return String(/^(a|a)*$/.test("a".repeat(60) + "!"));
      },
    };
  }
}
