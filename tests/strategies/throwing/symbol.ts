export class S {
  generate_signal(team, bars, prices) {
    throw Symbol("why");
  }
}
