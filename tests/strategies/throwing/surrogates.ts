export class S {
  generate_signal(team, bars, prices) {
    throw new Error("a\ud800b");
  }
}
