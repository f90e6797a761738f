export class S {
  generate_signal(team, bars, prices) {
    let looks = 0;
    Object.defineProperty(team, "state", { get: () => ++looks });
  }
}
