export class S {
  generate_signal(team, bars, prices) {
    JSON.parse("[".repeat(1e5) + "]".repeat(1e5));
    return ["parsed"];
  }
}
