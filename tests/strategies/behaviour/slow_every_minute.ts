export class S {
  generate_signal(team, bars, prices) {
    let sum = 0;
    for (let i = 0; i < 3e8; i++) sum = (sum + i) | 0;
    return sum === 1.5 ? [1] : [];
  }
}
