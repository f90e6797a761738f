export class S {
  generate_signal(team, bars, prices) {
    let sum = 0;
    for (let i = 0; i < 3e8; i++) sum = (sum * 31 + i) | 0;
    return [sum];
  }
}
