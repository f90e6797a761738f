export class S {
  generate_signal(team, bars, prices) {
    let nested = [];
    for (let i = 0; i < 30_000; i++) nested = [nested];
    return nested;
  }
}
