export class S {
  generate_signal(team, bars, prices) {
    return Math.max(...new Array(1e7).fill(1));
  }
}
